// Lloyd's k-means on sizes, with 1 - fit as distance and the mean as centre.
import type { Size } from '../boxes/box.ts';
import { sum } from '../statistics/sum.ts';
import { assignOwners, createOwners, type Owners } from './owners.ts';
import type { FitMetric } from './shape-fit.ts';
import type { SizeTable } from './size-table.ts';

export interface Clusters {
  readonly centres: Size[];
  /** Mean fit of the sizes to the centres, in [0, 1]. */
  readonly fit: number;
}

/**
 * Lloyd's steps until no size changes its centre; the fit is that before the last step.
 * @param held how many centres, the first ones, stay where they are
 */
export function iterateMeans(
  table: SizeTable,
  start: readonly Size[],
  metric: FitMetric,
  steps: number,
  held = 0,
): Clusters {
  return iterateCentres(table, start, metric, steps, held, moveToMeans);
}

/** Sizes to centres, centres but the held ones to their sizes, until nothing moves. */
export function iterateCentres(
  table: SizeTable,
  start: readonly Size[],
  metric: FitMetric,
  steps: number,
  held: number,
  move: (table: SizeTable, centres: readonly Size[], owners: Owners, metric: FitMetric) => Size[],
): Clusters {
  let centres = [...start];
  const owners = createOwners(table.length);
  for (let step = 0; step < steps && assignOwners(table, centres, metric, owners); step++)
    centres = [...centres.slice(0, held), ...move(table, centres, owners, metric).slice(held)];
  return { centres, fit: weightedFit(table, owners) };
}

/** Mean over sizes of the fit to their best centre. In [0, 1]. */
export function meanFit(table: SizeTable, centres: readonly Size[], metric: FitMetric): number {
  const owners = createOwners(table.length);
  assignOwners(table, centres, metric, owners);
  return weightedFit(table, owners);
}

function weightedFit({ length, weight }: SizeTable, owners: Owners): number {
  let fit = 0;
  for (let i = 0; i < length; i++) fit += weight[i]! * owners.fit[i]!;
  return fit / sum(weight);
}

/** Each centre at the mean of its sizes; a centre without any stays. */
export function moveToMeans(
  { length, width, height, weight }: SizeTable,
  centres: readonly Size[],
  owners: Owners,
): Size[] {
  const sums = centres.map(() => ({ width: 0, height: 0, weight: 0 }));
  for (let i = 0; i < length; i++) {
    const own = sums[owners.centre[i]!]!;
    own.width += width[i]! * weight[i]!;
    own.height += height[i]! * weight[i]!;
    own.weight += weight[i]!;
  }
  return sums.map((own, c) =>
    own.weight > 0 ? { width: own.width / own.weight, height: own.height / own.weight } : centres[c]!,
  );
}
