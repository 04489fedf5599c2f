// Bands of aspect ratio, and how many objects of each no anchor fits.

/** A band of width / height, from `low` up to `high`. */
export interface AspectBand {
  readonly low: number;
  readonly high: number;
  readonly objects: number;
  /** Objects that no anchor fits within the ratio. */
  readonly uncovered: number;
}

/** Where bands end: tall, rather tall, about square, rather wide, wide. */
const EDGES = [1 / 4, 1 / 2, 2, 4] as const;

/** Counts of every band, from tall to wide. */
export function emptyBands(): { low: number; high: number; objects: number; uncovered: number }[] {
  return [0, ...EDGES].map((low, i) => ({ low, high: EDGES[i] ?? Infinity, objects: 0, uncovered: 0 }));
}

/** The band of a size. */
export function bandOf(width: number, height: number): number {
  const aspect = width / height;
  let band = 0;
  while (band < EDGES.length && aspect >= EDGES[band]!) band++;
  return band;
}

/** For example `taller than 1:4` or `1:2 to 2:1`, width to height. */
export function describeBand({ low, high }: Pick<AspectBand, 'low' | 'high'>): string {
  const words = (aspect: number) => (aspect < 1 ? `1:${1 / aspect}` : `${aspect}:1`);
  if (low === 0) return `taller than ${words(high)}`;
  return high === Infinity ? `wider than ${words(low)}` : `${words(low)} to ${words(high)}`;
}
