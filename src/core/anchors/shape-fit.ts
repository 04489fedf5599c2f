// How well an anchor fits a box of some size, both about one centre.
import type { Size } from '../boxes/box.ts';

/** `iou`: overlap; `ratio`: the smallest of the two sides' ratios, smaller to larger (Ultralytics' autoanchor). Both in [0, 1]. */
export const FIT_METRICS = ['iou', 'ratio'] as const;
export type FitMetric = (typeof FIT_METRICS)[number];

/** IoU of two boxes that share a centre: the overlap that matters to anchors. In [0, 1]. */
export function shapeIou(a: Size, b: Size): number {
  return iouOfSides(a.width, a.height, b.width, b.height);
}

/** The same on bare numbers, for loops over columns. */
export function iouOfSides(width: number, height: number, otherWidth: number, otherHeight: number): number {
  const intersection = Math.min(width, otherWidth) * Math.min(height, otherHeight);
  const union = width * height + otherWidth * otherHeight - intersection;
  return union > 0 ? intersection / union : 0;
}

/** The largest of the four ratios between the sides of two sizes; 1 when equal. */
export function ratioOfSides(width: number, height: number, otherWidth: number, otherHeight: number): number {
  const across = width > otherWidth ? width / otherWidth : otherWidth / width;
  const along = height > otherHeight ? height / otherHeight : otherHeight / height;
  return across > along ? across : along;
}

/** How well two sizes fit by a metric, on bare numbers. In [0, 1]. */
export function fitOfSides(
  metric: FitMetric,
  width: number,
  height: number,
  otherWidth: number,
  otherHeight: number,
): number {
  return metric === 'iou'
    ? iouOfSides(width, height, otherWidth, otherHeight)
    : 1 / ratioOfSides(width, height, otherWidth, otherHeight);
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
