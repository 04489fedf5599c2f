// Box sizes as weighted columns: what clustering walks over, gathered into bins where there are very many.
import type { Size } from '../boxes/box.ts';

/** Sizes in px, each standing for `weight` boxes. */
export interface SizeTable {
  readonly length: number;
  readonly width: Float64Array;
  readonly height: Float64Array;
  readonly weight: Float64Array;
}

/** One row a box; boxes without area are left out. */
export function sizeTable(sizes: readonly Size[]): SizeTable {
  const usable = sizes.filter((size) => size.width > 0 && size.height > 0);
  return {
    length: usable.length,
    width: Float64Array.from(usable, (size) => size.width),
    height: Float64Array.from(usable, (size) => size.height),
    weight: new Float64Array(usable.length).fill(1),
  };
}

/** One row. */
export const sizeAt = ({ width, height }: SizeTable, row: number): Size => ({
  width: width[row]!,
  height: height[row]!,
});

/** Number of different sizes. */
export function countDistinctSizes({ length, width, height }: SizeTable): number {
  const heights = new Map<number, Set<number>>();
  for (let row = 0; row < length; row++) {
    const own = heights.get(width[row]!);
    if (own) own.add(height[row]!);
    else heights.set(width[row]!, new Set([height[row]!]));
  }
  let count = 0;
  for (const own of heights.values()) count += own.size;
  return count;
}

/** Bins an octave, per axis: sizes of one bin differ by at most 6 %. */
const BINS_PER_OCTAVE = 12;

/** Sizes gathered on a logarithmic grid: a row a bin, at the mean of its members. */
export function binSizes(table: SizeTable): SizeTable {
  const bins = new Map<number, number>();
  const width: number[] = [];
  const height: number[] = [];
  const weight: number[] = [];
  const step = (value: number) => Math.floor(Math.log2(value) * BINS_PER_OCTAVE);
  for (let i = 0; i < table.length; i++) {
    const key = step(table.width[i]!) * 65_536 + step(table.height[i]!);
    let bin = bins.get(key);
    if (bin === undefined) {
      bin = width.push(0) - 1;
      height.push(0);
      weight.push(0);
      bins.set(key, bin);
    }
    width[bin]! += table.width[i]! * table.weight[i]!;
    height[bin]! += table.height[i]! * table.weight[i]!;
    weight[bin]! += table.weight[i]!;
  }
  return {
    length: width.length,
    width: Float64Array.from(width, (sum, bin) => sum / weight[bin]!),
    height: Float64Array.from(height, (sum, bin) => sum / weight[bin]!),
    weight: Float64Array.from(weight),
  };
}
