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

/** Sizes in px, each standing for `weight` boxes. */
export interface WeightedSizes {
  readonly length: number;
  readonly width: Float64Array;
  readonly height: Float64Array;
  readonly weight: Float64Array;
}

/** A range that holds nearly all sides and all of `include`, with a little air, in px; `[8, 256]` where there are none. */
export function sideRange(
  { length, width, height, weight }: WeightedSizes,
  include: readonly number[] = [],
): readonly [low: number, high: number] {
  const sides = Float64Array.from({ length: 2 * length }, (_, i) =>
    i < length ? width[i]! : height[i - length]!,
  );
  const order = Uint32Array.from(sides.keys()).sort((a, b) => sides[a]! - sides[b]!);
  const total = 2 * weight.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return [8, 256];
  const quantile = (share: number): number => {
    let reached = 0;
    for (const i of order) {
      reached += weight[i % length]!;
      if (reached >= share * total) return sides[i]!;
    }
    return sides[order.at(-1)!]!;
  };
  const low = Math.min(quantile(OUTLIERS), ...include);
  const high = Math.max(quantile(1 - OUTLIERS), ...include);
  return [Math.max(1, low / 1.3), high * 1.3];
}

export interface DensityCell {
  /** Steps of the logarithm from 1 px to the lower corner. */
  readonly column: number;
  readonly row: number;
  readonly count: number;
  /** In (0, 1], by the square root of the count: rare cells stay visible. */
  readonly weight: number;
}

/**
 * Counts sizes in cells of `perOctave` steps per doubling, those that lie between `low` and `high` on both axes. Cells begin at
 * powers of two, as the bins of core/anchors do.
 */
export function densityCells(
  sizes: WeightedSizes,
  low: number,
  high: number,
  perOctave: number,
): readonly DensityCell[] {
  const counts = new Map<number, { column: number; row: number; count: number }>();
  const step = (side: number): number => Math.floor(Math.log2(side) * perOctave);
  for (let i = 0; i < sizes.length; i++) {
    const [width, height] = [sizes.width[i]!, sizes.height[i]!];
    if (!(width >= low && height >= low && width <= high && height <= high)) continue;
    const [column, row] = [step(width), step(height)];
    const key = column * 65_536 + row;
    const cell = counts.get(key);
    if (cell === undefined) counts.set(key, { column, row, count: sizes.weight[i]! });
    else cell.count += sizes.weight[i]!;
  }
  const cells = [...counts.values()];
  const most = cells.reduce((largest, { count }) => Math.max(largest, count), 0);
  return cells.map((cell) => ({ ...cell, weight: Math.sqrt(cell.count / most) }));
}
