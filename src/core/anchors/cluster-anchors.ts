// Anchors from the sizes of annotated boxes: k-means with 1 - IoU, or 1 - ratio, as distance.
import type { Size } from '../boxes/box.ts';
import { createRandom, type Random } from '../random.ts';
import { sum } from '../statistics/sum.ts';
import type { FitMetric } from './shape-fit.ts';
import { binSizes, sizeTable, type SizeTable } from './size-table.ts';

export interface ClusterOptions {
  readonly count: number;
  readonly seed: number;
  readonly restarts?: number;
  /** Default `iou`. */
  readonly metric?: FitMetric;
}

const MAX_ITERATIONS = 100;
const DEFAULT_RESTARTS = 10;
/** From this many boxes on, k-means runs on bins, and only its last steps on every box. */
const BINNED_FROM = 20_000;
/** Steps over every box after k-means on bins. */
const EXACT_STEPS = 2;

/**
 * `count` anchors, px, by ascending area: the best of several k-means runs (k-means++ seeding, mean as centre).
 * Fewer distinct sizes than `count` give anchors that are spread around them, so that exactly `count` return.
 */
export function clusterAnchors(sizes: readonly Size[], options: ClusterOptions): Size[] {
  const { count, seed, restarts = DEFAULT_RESTARTS, metric = 'iou' } = options;
  const all = sizeTable(sizes);
  if (all.length === 0) return spreadAround({ width: 32, height: 32 }, count);
  const table = all.length >= BINNED_FROM ? binSizes(all) : all;
  const random = createRandom(seed);
  let best: Size[] = [];
  let bestFit = -1;
  for (let restart = 0; restart < restarts; restart++) {
    const found = iterate(table, seedCentres(table, count, metric, random), metric, MAX_ITERATIONS);
    if (found.fit > bestFit) [best, bestFit] = [found.centres, found.fit];
  }
  if (table !== all) best = iterate(all, best, metric, EXACT_STEPS).centres;
  return best.sort((a, b) => a.width * a.height - b.width * b.height);
}

/** Anchors a quarter octave apart around one size. */
function spreadAround(centre: Size, count: number): Size[] {
  return Array.from({ length: count }, (_, i) => {
    const factor = 2 ** ((i - (count - 1) / 2) / 4);
    return { width: centre.width * factor, height: centre.height * factor };
  });
}

const sizeAt = ({ width, height }: SizeTable, i: number): Size => ({ width: width[i]!, height: height[i]! });

/** k-means++: each next centre is drawn in proportion to the squared distance from those already drawn. */
function seedCentres(table: SizeTable, count: number, metric: FitMetric, random: Random): Size[] {
  const { length, weight } = table;
  const pick = (weights: Float64Array, total: number): Size => {
    let target = random.next() * total;
    let chosen = 0;
    while (chosen < length - 1 && (target -= weights[chosen]!) > 0) chosen++;
    return sizeAt(table, chosen);
  };
  const centres = [pick(weight, sum(weight))];
  const owners = createOwners(length);
  const chances = new Float64Array(length);
  while (centres.length < count) {
    assignOwners(table, centres, metric, owners);
    for (let i = 0; i < length; i++) chances[i] = weight[i]! * (1 - owners.fit[i]!) ** 2;
    const total = sum(chances);
    if (!(total > 0)) return spreadAround(centres[0]!, count);
    centres.push(pick(chances, total));
  }
  return centres;
}

/** The centre that fits each size best, and how well. */
interface Owners {
  readonly centre: Int32Array;
  readonly fit: Float64Array;
}

const createOwners = (length: number): Owners => ({
  centre: new Int32Array(length).fill(-1),
  fit: new Float64Array(length),
});

/** @returns true when an owner changed. */
function assignOwners(
  table: SizeTable,
  centres: readonly Size[],
  metric: FitMetric,
  owners: Owners,
): boolean {
  const widths = Float64Array.from(centres, ({ width }) => width);
  const heights = Float64Array.from(centres, ({ height }) => height);
  let changed = false;
  for (let i = 0; i < table.length; i++) {
    const width = table.width[i]!;
    const height = table.height[i]!;
    let best = 0;
    let bestFit = -1;
    for (let c = 0; c < widths.length; c++) {
      const narrow = Math.min(width, widths[c]!);
      const low = Math.min(height, heights[c]!);
      const fit =
        metric === 'iou'
          ? (narrow * low) / (width * height + widths[c]! * heights[c]! - narrow * low)
          : Math.min(narrow / Math.max(width, widths[c]!), low / Math.max(height, heights[c]!));
      if (fit > bestFit) {
        best = c;
        bestFit = fit;
      }
    }
    if (owners.centre[i] !== best) changed = true;
    owners.centre[i] = best;
    owners.fit[i] = bestFit;
  }
  return changed;
}

/** Lloyd's steps until nothing moves. @returns the centres, and the mean fit of the sizes to the centres before the last step. */
function iterate(
  table: SizeTable,
  start: readonly Size[],
  metric: FitMetric,
  steps: number,
): { centres: Size[]; fit: number } {
  let centres = [...start];
  const owners = createOwners(table.length);
  for (let step = 0; step < steps && assignOwners(table, centres, metric, owners); step++)
    centres = moveCentres(table, centres, owners);
  let fit = 0;
  for (let i = 0; i < table.length; i++) fit += table.weight[i]! * owners.fit[i]!;
  return { centres, fit: fit / sum(table.weight) };
}

/** Each centre at the mean of its sizes; a centre without any stays. */
function moveCentres({ length, width, height, weight }: SizeTable, centres: Size[], owners: Owners): Size[] {
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
