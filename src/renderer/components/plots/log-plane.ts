// Sizes on a plane of two logarithmic axes: scales, ticks and density cells.

export interface LogScale {
  readonly low: number;
  readonly high: number;
  /** Value -> position, px. */
  readonly at: (value: number) => number;
  /** Position, px -> value. */
  readonly invert: (position: number) => number;
}

/** A logarithmic scale from [low, high] to positions [from, to]. */
export function logScale(low: number, high: number, from: number, to: number): LogScale {
  const span = Math.log(high / low);
  return {
    low,
    high,
    at: (value) => from + (Math.log(value / low) / span) * (to - from),
    invert: (position) => low * Math.exp(((position - from) / (to - from)) * span),
  };
}

/** Powers of two within [low, high]. */
export function powersOfTwo(low: number, high: number): readonly number[] {
  const ticks = [];
  for (let tick = 2 ** Math.ceil(Math.log2(low)); tick <= high * 1.001; tick *= 2) ticks.push(tick);
  return ticks;
}

/** A few boxes far from all others must not squeeze the rest: this share at each end may lie outside. */
const OUTLIERS = 0.001;

/** A range that holds nearly all sides and all of `include`, with a little air, in px; `[8, 256]` where there are none. */
export function sideRange(
  sides: readonly number[],
  include: readonly number[] = [],
): readonly [low: number, high: number] {
  const sorted = Float64Array.from(sides.filter((side) => side > 0)).sort();
  if (sorted.length === 0) return [8, 256];
  const quantile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  const low = Math.min(quantile(OUTLIERS), ...include);
  const high = Math.max(quantile(1 - OUTLIERS), ...include);
  return [Math.max(1, low / 1.3), high * 1.3];
}

export interface DensityCell {
  /** Lower corner, in logarithmic steps from `low`. */
  readonly column: number;
  readonly row: number;
  readonly count: number;
  /** In (0, 1], by the square root of the count: rare cells stay visible. */
  readonly weight: number;
}

/** Counts sizes in cells of `perOctave` steps per doubling, between `low` and `high` on both axes. */
export function densityCells(
  sizes: readonly (readonly [number, number])[],
  low: number,
  high: number,
  perOctave: number,
): readonly DensityCell[] {
  const counts = new Map<string, { column: number; row: number; count: number }>();
  for (const [width, height] of sizes) {
    if (width < low || height < low || width > high || height > high) continue;
    const column = Math.floor(Math.log2(width / low) * perOctave);
    const row = Math.floor(Math.log2(height / low) * perOctave);
    const key = `${column} ${row}`;
    const cell = counts.get(key);
    if (cell === undefined) counts.set(key, { column, row, count: 1 });
    else cell.count += 1;
  }
  const cells = [...counts.values()];
  const most = Math.max(1, ...cells.map(({ count }) => count));
  return cells.map((cell) => ({ ...cell, weight: Math.sqrt(cell.count / most) }));
}
