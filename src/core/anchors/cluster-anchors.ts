// Anchors from the sizes of annotated boxes: k-means, k-medoids, or k-means followed by an evolution of the fit.
import type { Size } from '../boxes/box.ts';
import { createRandom, type Random } from '../random.ts';
import { evolveCentres } from './evolve-centres.ts';
import { iterateMeans, meanFit } from './k-means.ts';
import { iterateMedoids } from './k-medoids.ts';
import { seedCentres } from './seed-centres.ts';
import { fitOfSides, type FitMetric } from './shape-fit.ts';
import { binSizes, sizeAt, sizeTable, type SizeTable } from './size-table.ts';

/**
 * `kmeans`: centres are means; `kmedoids`: centres are sizes of objects, which outliers pull less; `evolve`: k-means, then
 * mutations that are kept where the fit rises.
 */
export const CLUSTER_METHODS = ['kmeans', 'kmedoids', 'evolve'] as const;
export type ClusterMethod = (typeof CLUSTER_METHODS)[number];

export interface ClusterOptions {
  readonly count: number;
  /** Anchors that stand beside those to be found, and that win sizes, but neither move nor are returned. */
  readonly held?: readonly Size[];
  readonly seed: number;
  readonly restarts?: number;
  /** Default `iou`. */
  readonly metric?: FitMetric;
  /** Default `kmeans`. */
  readonly method?: ClusterMethod;
  /** Mutations that `evolve` tries. */
  readonly generations?: number;
}

const DEFAULT_RESTARTS = 10;
/** Generations of Ultralytics' autoanchor. */
const DEFAULT_GENERATIONS = 1000;
/** From this many boxes on, clusters are found on bins, and only the last steps see every box. */
const BINNED_FROM = 5000;
/** Steps over every box after k-means on bins. */
const EXACT_STEPS = 2;
const MOST_STEPS = 100;

/**
 * `count` anchors, px, by ascending area: the best of several runs (k-means++ seeding).
 * Fewer distinct sizes than `count` give anchors that are spread around them, so that exactly `count` return.
 */
export function clusterAnchors(sizes: readonly Size[], options: ClusterOptions): Size[] {
  const all = sizeTable(sizes);
  const table = all.length >= BINNED_FROM ? binSizes(all) : all;
  const found = clusterTable(table, options);
  if (table === all) return found;
  const { metric = 'iou', method = 'kmeans', held = [] } = options;
  if (method === 'kmeans') {
    const { centres } = iterateMeans(all, [...held, ...found], metric, EXACT_STEPS, held.length);
    return byArea(centres.slice(held.length));
  }
  return method === 'kmedoids' ? found.map((centre) => nearest(all, centre, metric)) : found;
}

/** The same on a table as it is, bins or not. */
export function clusterTable(table: SizeTable, options: ClusterOptions): Size[] {
  const { count, seed, restarts = DEFAULT_RESTARTS, metric = 'iou', method = 'kmeans', held = [] } = options;
  const random = createRandom(seed);
  const start = (): Size[] => seedCentres(table, count + held.length, metric, random, held);
  if (table.length === 0) return start().slice(held.length);
  const iterate = method === 'kmedoids' ? iterateMedoids : iterateMeans;
  let best: Size[] = [];
  let bestFit = -1;
  for (let restart = 0; restart < restarts; restart++) {
    const found = iterate(table, start(), metric, MOST_STEPS, held.length);
    if (found.fit > bestFit) [best, bestFit] = [found.centres.slice(held.length), found.fit];
  }
  return byArea(method === 'evolve' ? evolve(table, best, options, random) : best);
}

function evolve(table: SizeTable, centres: readonly Size[], options: ClusterOptions, random: Random): Size[] {
  const { metric = 'iou', generations = DEFAULT_GENERATIONS, held = [] } = options;
  const fit = (mutated: readonly Size[]) => meanFit(table, [...held, ...mutated], metric);
  return evolveCentres(centres, fit, generations, random);
}

const byArea = (sizes: readonly Size[]): Size[] =>
  [...sizes].sort((a, b) => a.width * a.height - b.width * b.height);

/** The size of the table that fits a centre best. */
function nearest(table: SizeTable, { width, height }: Size, metric: FitMetric): Size {
  let best = 0;
  let bestFit = -1;
  for (let i = 0; i < table.length; i++) {
    const fit = fitOfSides(metric, width, height, table.width[i]!, table.height[i]!);
    if (fit > bestFit) [best, bestFit] = [i, fit];
  }
  return sizeAt(table, best);
}
