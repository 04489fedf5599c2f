// Anchors from the sizes of annotated boxes: k-means with 1 - IoU as distance.
import type { Size } from '../boxes/box.ts';
import { createRandom, type Random } from '../random.ts';

/** IoU of two boxes that share a centre: the overlap that matters to anchors. In [0, 1]. */
export function shapeIou(a: Size, b: Size): number {
  const intersection = Math.min(a.width, b.width) * Math.min(a.height, b.height);
  const union = a.width * a.height + b.width * b.height - intersection;
  return union > 0 ? intersection / union : 0;
}

/** Mean over boxes of the IoU with the best anchor; 0 without boxes or anchors. In [0, 1]. */
export function meanBestIou(sizes: readonly Size[], anchors: readonly Size[]): number {
  if (sizes.length === 0 || anchors.length === 0) return 0;
  let sum = 0;
  for (const size of sizes) sum += Math.max(...anchors.map((anchor) => shapeIou(size, anchor)));
  return sum / sizes.length;
}

export interface ClusterOptions {
  readonly count: number;
  readonly seed: number;
  readonly restarts?: number;
}

const MAX_ITERATIONS = 100;
const DEFAULT_RESTARTS = 10;

/**
 * `count` anchors, px, by ascending area: the best of several k-means runs (k-means++ seeding, mean as centre).
 * Fewer distinct sizes than `count` give anchors that are spread around them, so that exactly `count` return.
 */
export function clusterAnchors(sizes: readonly Size[], options: ClusterOptions): Size[] {
  const usable = sizes.filter((size) => size.width > 0 && size.height > 0);
  if (usable.length === 0) return spreadAround({ width: 32, height: 32 }, options.count);
  const random = createRandom(options.seed);
  let best: Size[] = [];
  let bestFit = -1;
  for (let restart = 0; restart < (options.restarts ?? DEFAULT_RESTARTS); restart++) {
    const centres = iterate(usable, seedCentres(usable, options.count, random));
    const fit = meanBestIou(usable, centres);
    if (fit > bestFit) [best, bestFit] = [centres, fit];
  }
  return best.sort((a, b) => a.width * a.height - b.width * b.height);
}

/** Anchors a quarter octave apart around one size. */
function spreadAround(centre: Size, count: number): Size[] {
  return Array.from({ length: count }, (_, i) => {
    const factor = 2 ** ((i - (count - 1) / 2) / 4);
    return { width: centre.width * factor, height: centre.height * factor };
  });
}

/** k-means++: each next centre is drawn in proportion to the squared distance from those already drawn. */
function seedCentres(sizes: readonly Size[], count: number, random: Random): Size[] {
  const centres = [sizes[random.integer(sizes.length)]!];
  const nearest = new Float64Array(sizes.length).fill(Infinity);
  while (centres.length < count) {
    const latest = centres.at(-1)!;
    let total = 0;
    sizes.forEach((size, i) => {
      nearest[i] = Math.min(nearest[i]!, (1 - shapeIou(size, latest)) ** 2);
      total += nearest[i];
    });
    if (total === 0) return spreadAround(centres[0]!, count);
    let target = random.next() * total;
    let chosen = 0;
    while (chosen < sizes.length - 1 && (target -= nearest[chosen]!) > 0) chosen++;
    centres.push(sizes[chosen]!);
  }
  return centres;
}

function iterate(sizes: readonly Size[], start: readonly Size[]): Size[] {
  let centres = [...start];
  const owner = new Int32Array(sizes.length).fill(-1);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    let moved = false;
    const sums = centres.map(() => ({ width: 0, height: 0, count: 0 }));
    for (const [i, size] of sizes.entries()) {
      const best = closestCentre(size, centres);
      if (owner[i] !== best) moved = true;
      owner[i] = best;
      const sum = sums[best]!;
      sum.width += size.width;
      sum.height += size.height;
      sum.count++;
    }
    if (!moved) break;
    centres = centres.map((centre, c) => {
      const { width, height, count } = sums[c]!;
      return count > 0 ? { width: width / count, height: height / count } : centre;
    });
  }
  return centres;
}

function closestCentre(size: Size, centres: readonly Size[]): number {
  let best = 0;
  let bestIou = -1;
  centres.forEach((centre, c) => {
    const iou = shapeIou(size, centre);
    if (iou > bestIou) [best, bestIou] = [c, iou];
  });
  return best;
}

/** Anchors by ascending area dealt out to branches: the smallest to the finest stride, equally many each. */
export function distributeAnchors(
  anchors: readonly Size[],
  strides: readonly number[],
): { stride: number; anchors: Size[] }[] {
  const fineToCoarse = [...strides].sort((a, b) => a - b);
  const perBranch = anchors.length / strides.length;
  return fineToCoarse
    .map((stride, i) => ({
      stride,
      anchors: anchors.slice(Math.round(i * perBranch), Math.round((i + 1) * perBranch)),
    }))
    .reverse();
}
