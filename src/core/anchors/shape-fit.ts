// How well an anchor fits a box of some size, both about one centre.
import type { Size } from '../boxes/box.ts';

/** `iou`: overlap; `ratio`: the smallest of the two sides' ratios, smaller to larger (Ultralytics' autoanchor). Both in [0, 1]. */
export type FitMetric = 'iou' | 'ratio';

/** IoU of two boxes that share a centre: the overlap that matters to anchors. In [0, 1]. */
export function shapeIou(a: Size, b: Size): number {
  const intersection = Math.min(a.width, b.width) * Math.min(a.height, b.height);
  const union = a.width * a.height + b.width * b.height - intersection;
  return union > 0 ? intersection / union : 0;
}

/** The largest of the four ratios between the sides of two sizes; 1 when equal. */
export function sideRatio(a: Size, b: Size): number {
  return Math.max(a.width / b.width, b.width / a.width, a.height / b.height, b.height / a.height);
}

/** Mean over boxes of the IoU with the best anchor; 0 without boxes or anchors. In [0, 1]. */
export function meanBestIou(sizes: readonly Size[], anchors: readonly Size[]): number {
  if (sizes.length === 0 || anchors.length === 0) return 0;
  let sum = 0;
  for (const size of sizes) {
    let best = 0;
    for (const anchor of anchors) best = Math.max(best, shapeIou(size, anchor));
    sum += best;
  }
  return sum / sizes.length;
}

/**
 * Best possible recall by ratio: the share of boxes that some anchor fits within `threshold` on both sides (Ultralytics'
 * autoanchor, whose threshold is 4). 0 without boxes. In [0, 1].
 */
export function bestPossibleRecall(
  sizes: readonly Size[],
  anchors: readonly Size[],
  threshold: number,
): number {
  if (sizes.length === 0) return 0;
  let reached = 0;
  for (const size of sizes) if (anchors.some((anchor) => sideRatio(size, anchor) < threshold)) reached++;
  return reached / sizes.length;
}
