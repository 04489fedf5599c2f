// k-medoids on sizes: every centre is the size of an object.
import type { Size } from '../boxes/box.ts';
import { iterateCentres, moveToMeans, type Clusters } from './k-means.ts';
import type { Owners } from './owners.ts';
import { fitOfSides, type FitMetric } from './shape-fit.ts';
import { sizeAt, type SizeTable } from './size-table.ts';

/**
 * Members of a cluster that are tried as its centre. Of a larger cluster they are those next to its mean: to try all would
 * cost the square of its size.
 */
const MOST_TRIED = 32;

/**
 * Park and Jun's alternation (2009): each centre moves to the member with the best summed fit to the others.
 * @param held how many centres, the first ones, stay where they are
 */
export function iterateMedoids(
  table: SizeTable,
  start: readonly Size[],
  metric: FitMetric,
  steps: number,
  held = 0,
): Clusters {
  return iterateCentres(table, start, metric, steps, held, moveToMedoids);
}

function moveToMedoids(
  table: SizeTable,
  centres: readonly Size[],
  owners: Owners,
  metric: FitMetric,
): Size[] {
  const means = moveToMeans(table, centres, owners);
  const members = centres.map((): number[] => []);
  for (let i = 0; i < table.length; i++) members[owners.centre[i]!]!.push(i);
  return centres.map((centre, c) => {
    const own = members[c]!;
    if (own.length === 0) return centre;
    // The centre itself is among the tried, so that the fit never falls.
    let best = centre;
    let bestFit = summedFit(table, own, centre, metric);
    for (const row of tried(table, own, means[c]!, metric)) {
      const candidate = sizeAt(table, row);
      const fit = summedFit(table, own, candidate, metric);
      if (fit > bestFit) [best, bestFit] = [candidate, fit];
    }
    return best;
  });
}

function tried(
  table: SizeTable,
  members: readonly number[],
  mean: Size,
  metric: FitMetric,
): readonly number[] {
  if (members.length <= MOST_TRIED) return members;
  const fits = new Map(members.map((row) => [row, fitOf(table, row, mean, metric)]));
  return [...members].sort((a, b) => fits.get(b)! - fits.get(a)!).slice(0, MOST_TRIED);
}

const fitOf = ({ width, height }: SizeTable, row: number, size: Size, metric: FitMetric): number =>
  fitOfSides(metric, width[row]!, height[row]!, size.width, size.height);

function summedFit(table: SizeTable, members: readonly number[], centre: Size, metric: FitMetric): number {
  let total = 0;
  for (const row of members) total += table.weight[row]! * fitOf(table, row, centre, metric);
  return total;
}
