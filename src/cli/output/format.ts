// Figures as text.

/** `47 s`, `3 min 07 s`, `1 h 05 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** A fraction with three digits, or `-` where it is not defined (COCO's -1). */
export function formatFraction(value: number): string {
  return value < 0 ? '-' : value.toFixed(3);
}

/** `820 kB`, `1.4 MB` */
export function formatBytes(bytes: number): string {
  return bytes < 999_500 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `65.9 GFLOPs`, or in MFLOPs below one. */
export function formatFlops(flops: number): string {
  return flops >= 1e9 ? `${(flops / 1e9).toPrecision(3)} GFLOPs` : `${(flops / 1e6).toPrecision(3)} MFLOPs`;
}

/** A share more or less: `+0.25 %`. */
export function formatDifference(share: number): string {
  const percent = 100 * share;
  return `${percent < 0 ? '' : '+'}${percent.toFixed(Math.abs(percent) < 10 ? 2 : 1)} %`;
}
