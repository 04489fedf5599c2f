// COCO's rule by which one detection takes one ground truth: the only place where it is written.
import { IGNORED_CROWD, type DetectionColumns, type GroundTruthColumns } from './columns.ts';

/** COCO's guard: a threshold of 1 still accepts an IoU that rounding left just below 1. */
const LARGEST_THRESHOLD = 1 - 1e-10;

/** Ground truths that a detection overlaps, in the order of the file, with their IoU. */
export interface Overlaps {
  count: number;
  readonly groundTruth: Int32Array;
  readonly iou: Float64Array;
}

/** Room for the overlaps of one detection with the ground truth of any one image. */
export function createOverlaps(groundTruth: GroundTruthColumns): Overlaps {
  let most = 0;
  for (let image = 0; image < groundTruth.images; image++) {
    most = Math.max(most, groundTruth.start[image + 1]! - groundTruth.start[image]!);
  }
  return { count: 0, groundTruth: new Int32Array(most), iou: new Float64Array(most) };
}

/**
 * Fills `overlaps` with the ground truths of the detection's image and class whose IoU is at least `leastIou`. A crowd's
 * overlap is measured by the detection's own area (COCO's `iscrowd`), every other one by the union. Boxes that do not touch
 * never match, whatever the threshold.
 */
export function findOverlaps(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  detection: number,
  leastIou: number,
  overlaps: Overlaps,
): void {
  overlaps.count = 0;
  const least = Math.min(leastIou, LARGEST_THRESHOLD);
  const image = detections.image[detection]!;
  const end = groundTruth.start[image + 1]!;
  const classIndex = detections.classIndex[detection]!;
  const left = detections.x1[detection]!;
  const top = detections.y1[detection]!;
  const right = detections.x2[detection]!;
  const bottom = detections.y2[detection]!;
  const area = (right - left) * (bottom - top);
  for (let g = groundTruth.start[image]!; g < end; g++) {
    if (groundTruth.classIndex[g] !== classIndex) continue;
    const width = Math.min(right, groundTruth.x2[g]!) - Math.max(left, groundTruth.x1[g]!);
    if (width <= 0) continue;
    const height = Math.min(bottom, groundTruth.y2[g]!) - Math.max(top, groundTruth.y1[g]!);
    if (height <= 0) continue;
    const intersection = width * height;
    const own = (groundTruth.x2[g]! - groundTruth.x1[g]!) * (groundTruth.y2[g]! - groundTruth.y1[g]!);
    const iou = intersection / (groundTruth.ignore[g] === IGNORED_CROWD ? area : area + own - intersection);
    if (!(iou >= least)) continue;
    overlaps.groundTruth[overlaps.count] = g;
    overlaps.iou[overlaps.count++] = iou;
  }
}

/** Which ground truths are taken and which are ignored; several thresholds at once, a bit each. */
export interface MatchState {
  /** Per ground truth: the bits of the match IoU thresholds at which it is taken. */
  readonly taken: Int32Array;
  /** Per ground truth: not 0 where it counts neither as a hit nor as a miss. */
  readonly ignored: Uint8Array;
  /** Kinds of ignore regions (`GroundTruthColumns.ignore`): a crowd is never taken for good. */
  readonly kind: Uint8Array;
}

/**
 * The position in `overlaps` of the ground truth that a detection takes, or -1 (COCO's `evaluateImg`): the free one with the
 * largest IoU of at least `matchIouThreshold`, the later one of equals; an ignored one only when no counted one is left.
 * Detections must come by descending score; the caller marks what was taken.
 */
export function bestMatch(
  overlaps: Overlaps,
  state: MatchState,
  bit: number,
  matchIouThreshold: number,
): number {
  let best = -1;
  let bestIou = Math.min(matchIouThreshold, LARGEST_THRESHOLD);
  let bestIgnored = -1;
  let bestIgnoredIou = bestIou;
  for (let k = 0; k < overlaps.count; k++) {
    const g = overlaps.groundTruth[k]!;
    if ((state.taken[g]! & bit) !== 0 && state.kind[g] !== IGNORED_CROWD) continue;
    const iou = overlaps.iou[k]!;
    if (state.ignored[g] !== 0) {
      if (iou < bestIgnoredIou) continue;
      bestIgnoredIou = iou;
      bestIgnored = k;
    } else if (iou >= bestIou) {
      bestIou = iou;
      best = k;
    }
  }
  return best >= 0 ? best : bestIgnored;
}
