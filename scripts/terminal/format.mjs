// Writes bytes, rates and times the way people read them.

const BYTES_PER_MEGABYTE = 1e6;

/** Bytes as megabytes or, from 1 GB, as gigabytes (decimal, as download pages count). */
export function formatBytes(bytes) {
  if (bytes >= 1000 * BYTES_PER_MEGABYTE) return `${(bytes / (1000 * BYTES_PER_MEGABYTE)).toFixed(2)} GB`;
  if (bytes >= 10 * BYTES_PER_MEGABYTE) return `${Math.round(bytes / BYTES_PER_MEGABYTE)} MB`;
  return `${(bytes / BYTES_PER_MEGABYTE).toFixed(1)} MB`;
}

/** Seconds as `0.4 s`, `12 s` or `3 min 05 s`. */
export function formatSeconds(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** `3 files`, `1 file`. */
export function formatCount(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
