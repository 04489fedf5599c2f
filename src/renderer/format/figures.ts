// Figures as text: short, the same everywhere, with room for what they may become.

const counts = new Intl.NumberFormat('en');

/** 12,345 */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** A share in [0, 1] as `.902`; 1 as `1.000`; what does not exist (-1, as COCO says it) as a dash. */
export function formatShare(value: number | null, digits = 3): string {
  if (value === null || value < 0 || Number.isNaN(value)) return '–';
  const text = value.toFixed(digits);
  return text.startsWith('0') ? text.slice(1) : text;
}

/** 1.43 M, 310 k, 0.31 G: three significant digits and a unit. */
export function formatLarge(value: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${unit}`;
  }
  return String(Number(value.toPrecision(3)));
}

/** Decimal units: `850 MB`, `1.4 GB`. */
export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Seconds as `42 s`, `3 min 24 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A signed change: `+.018`, `−.31`, `±0`. `digits` after the point. */
export function formatChange(change: number, digits = 3): string {
  const size = Math.abs(change).toFixed(digits);
  if (Number(size) === 0) return '±0';
  return `${change > 0 ? '+' : '−'}${size.startsWith('0.') ? size.slice(1) : size}`;
}

const moments = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `5 Jan, 09:30` in the person's own time zone. */
export function formatMoment(iso: string): string {
  const parts = Object.fromEntries(
    moments.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]),
  );
  return `${parts['day'] ?? ''} ${parts['month'] ?? ''}, ${parts['hour'] ?? ''}:${parts['minute'] ?? ''}`;
}

/** The last part of a path, without an image's extension. */
export function shortName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[a-z0-9]{2,5}$/i, '');
}

/** `1 image`, `2 images` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
