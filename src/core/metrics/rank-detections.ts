// Final detections in the order in which they are judged and ranked, as many of each image as count.
import type { DetectionColumns } from '../matching/columns.ts';
import { orderByScore, rowOrder } from '../nms/order-by-score.ts';
import { groupIndices } from './group-indices.ts';

/** Detections by descending score, ties by image, then by the order given: pycocotools' order within a class. */
export function rankDetections(detections: DetectionColumns, images: number): Uint32Array {
  const { order } = groupIndices(detections.image, images, rowOrder(detections.length));
  return orderByScore(detections.score, order);
}

/** `rankDetections`, but at most `maxDetections` of each image, over all classes. */
export function rankWithinLimit(
  detections: DetectionColumns,
  images: number,
  maxDetections: number,
): Uint32Array {
  const seen = new Uint32Array(images);
  const order = rankDetections(detections, images);
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const detection = order[i]!;
    if (seen[detections.image[detection]!]!++ < maxDetections) order[count++] = detection;
  }
  return order.subarray(0, count);
}
