// Overlap of two boxes.
import { boxArea, type Box, type Space } from './box.ts';

/** Area common to both boxes, in square units of their space. */
export function intersectionArea<S extends Space>(a: Box<S>, b: Box<S>): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, in [0, 1]; 0 when both boxes are empty. */
export function boxIou<S extends Space>(a: Box<S>, b: Box<S>): number {
  const intersection = intersectionArea(a, b);
  const union = boxArea(a) + boxArea(b) - intersection;
  return union > 0 ? intersection / union : 0;
}

/** Intersection over the detection's own area: COCO's overlap with a crowd region. In [0, 1]. */
export function crowdIou<S extends Space>(detection: Box<S>, crowd: Box<S>): number {
  const area = boxArea(detection);
  return area > 0 ? intersectionArea(detection, crowd) / area : 0;
}
