// COCO's rule by which a detection takes a ground truth: the only place where it is written.
import { IGNORED_CROWD, type DetectionColumns, type GroundTruthColumns } from './columns.ts';

/** COCO's guard: a threshold of 1 still accepts an IoU that rounding left just below 1. */
const LARGEST_THRESHOLD = 1 - 1e-10;

/**
 * Ground truths that a detection overlaps enough, by descending IoU, the later one of equals first: the order in which a
 * detection prefers them. Several match IoU thresholds are handled at once, threshold t as bit t.
 */
export interface Overlaps {
  count: number;
  readonly groundTruth: Int32Array;
  readonly iou: Float64Array;
  /** Bits of the thresholds that the IoU reaches. */
  readonly reach: Int32Array;
  /** Bits of the thresholds at which the detection takes this ground truth; filled by `takeGroundTruth`. */
  readonly granted: Int32Array;
}

/** Which ground truths are taken and which are ignored. */
export interface MatchState {
  /** Per ground truth: bits of the thresholds at which it is taken. */
  readonly taken: Int32Array;
  /** Per ground truth: 1 where it counts neither as a hit nor as a miss, else 0. */
  readonly ignored: Uint8Array;
  /** Kinds of ignore regions (`GroundTruthColumns.ignore`): a crowd is never taken for good. */
  readonly kind: Uint8Array;
}

/** Room for the overlaps of one detection with the ground truth of any one image. */
export function createOverlaps(groundTruth: GroundTruthColumns): Overlaps {
  let most = 0;
  for (let image = 0; image < groundTruth.images; image++) {
    most = Math.max(most, groundTruth.start[image + 1]! - groundTruth.start[image]!);
  }
  return {
    count: 0,
    groundTruth: new Int32Array(most),
    iou: new Float64Array(most),
    reach: new Int32Array(most),
    granted: new Int32Array(most),
  };
}

/** Inserts a ground truth before all that it overlaps at least as much as. */
function insertOverlap(overlaps: Overlaps, g: number, iou: number, thresholds: readonly number[]): void {
  const { groundTruth, iou: ious, reach } = overlaps;
  let at = overlaps.count++;
  for (; at > 0 && ious[at - 1]! <= iou; at--) {
    groundTruth[at] = groundTruth[at - 1]!;
    ious[at] = ious[at - 1]!;
    reach[at] = reach[at - 1]!;
  }
  let bits = 0;
  for (let t = 0; t < thresholds.length && iou >= Math.min(thresholds[t]!, LARGEST_THRESHOLD); t++)
    bits |= 1 << t;
  groundTruth[at] = g;
  ious[at] = iou;
  reach[at] = bits;
}

/**
 * Fills `overlaps` with the ground truths of the detection's image and class whose IoU reaches the first of the ascending
 * thresholds. A crowd's overlap is measured by the detection's own area (COCO's `iscrowd`), every other one by the union.
 * Boxes that do not touch never match, whatever the threshold.
 */
export function findOverlaps(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  detection: number,
  thresholds: readonly number[],
  overlaps: Overlaps,
): void {
  overlaps.count = 0;
  const image = detections.image[detection]!;
  const end = groundTruth.start[image + 1]!;
  const least = Math.min(thresholds[0]!, LARGEST_THRESHOLD);
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
    if (iou >= least) insertOverlap(overlaps, g, iou, thresholds);
  }
}

/**
 * Lets a detection take ground truth at every threshold (COCO's `evaluateImg`): the free one that it overlaps most, an ignored
 * one only when no counted one is left. Detections must come by descending score.
 * @param bits the thresholds at stake.
 * @returns the bits of the thresholds at which it takes none; `overlaps.granted` tells the others.
 */
export function takeGroundTruth(overlaps: Overlaps, state: MatchState, bits: number): number {
  const { taken, ignored, kind } = state;
  let open = bits;
  for (let wantIgnored = 0; wantIgnored < 2; wantIgnored++) {
    for (let k = 0; k < overlaps.count; k++) {
      const g = overlaps.groundTruth[k]!;
      if (ignored[g] !== wantIgnored) continue;
      const free = kind[g] === IGNORED_CROWD ? open : open & ~taken[g]!;
      const granted = free & overlaps.reach[k]!;
      overlaps.granted[k] = granted;
      taken[g]! |= granted;
      open &= ~granted;
    }
  }
  return open;
}
