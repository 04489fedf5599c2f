// Which ground truths a detection overlaps, and COCO's rule by which it takes one of them: the only place where it is written.
import { IGNORED_CROWD, type GroundTruthColumns } from './columns.ts';

/** COCO's guard: a threshold of 1 still accepts an IoU that rounding left just below 1. */
const LARGEST_THRESHOLD = 1 - 1e-10;
const effective = (threshold: number): number => Math.min(threshold, LARGEST_THRESHOLD);

type Numbers = Float32Array | Float64Array;

/** Boxes to be compared with ground truth, image px, xyxy. */
export interface ClassifiedBoxes {
  readonly length: number;
  readonly image: Uint32Array;
  readonly classIndex: Uint16Array;
  readonly x1: Numbers;
  readonly y1: Numbers;
  readonly x2: Numbers;
  readonly y2: Numbers;
}

/**
 * For each detection the ground truths that it overlaps, by descending IoU, the later one of equals first: the order in which
 * it prefers them. Does not depend on scores, so it outlives a moved threshold.
 */
export interface Overlaps {
  /** Those of detection d are [start[d], start[d + 1]). */
  readonly start: Uint32Array;
  readonly groundTruth: Int32Array;
  readonly iou: Float64Array;
}

/** Pairs as they are found. */
class OverlapList {
  count = 0;
  groundTruth: Int32Array;
  iou: Float64Array;

  constructor(capacity: number) {
    this.groundTruth = new Int32Array(capacity);
    this.iou = new Float64Array(capacity);
  }

  /** Inserts a pair before all pairs from `from` on whose IoU is at most as large. */
  insert(from: number, g: number, iou: number): void {
    if (this.count === this.iou.length) this.#grow();
    let at = this.count++;
    for (; at > from && this.iou[at - 1]! <= iou; at--) {
      this.groundTruth[at] = this.groundTruth[at - 1]!;
      this.iou[at] = this.iou[at - 1]!;
    }
    this.groundTruth[at] = g;
    this.iou[at] = iou;
  }

  #grow(): void {
    const { groundTruth, iou } = this;
    this.groundTruth = new Int32Array(2 * groundTruth.length);
    this.iou = new Float64Array(2 * iou.length);
    this.groundTruth.set(groundTruth);
    this.iou.set(iou);
  }
}

/**
 * Compares every detection with the ground truth of its image and class. A crowd's overlap is measured by the detection's own
 * area (COCO's `iscrowd`), every other one by the union. Boxes that do not touch never overlap, whatever the threshold.
 * @param leastThreshold the lowest match IoU threshold that will be asked about; lower overlaps are left out.
 */
export function findOverlaps(
  groundTruth: GroundTruthColumns,
  detections: ClassifiedBoxes,
  leastThreshold: number,
): Overlaps {
  const least = effective(leastThreshold);
  const start = new Uint32Array(detections.length + 1);
  const list = new OverlapList(Math.max(16, detections.length >> 1));
  for (let d = 0; d < detections.length; d++) {
    const from = list.count;
    const image = detections.image[d]!;
    const end = groundTruth.start[image + 1]!;
    const classIndex = detections.classIndex[d]!;
    const left = detections.x1[d]!;
    const top = detections.y1[d]!;
    const right = detections.x2[d]!;
    const bottom = detections.y2[d]!;
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
      if (iou >= least) list.insert(from, g, iou);
    }
    start[d + 1] = list.count;
  }
  const { count } = list;
  return { start, groundTruth: list.groundTruth.slice(0, count), iou: list.iou.slice(0, count) };
}

/** Several match IoU thresholds are handled at once, threshold t as bit t. */
export interface MatchAttempt {
  readonly overlaps: Overlaps;
  /** Per pair: bits of the thresholds that its IoU reaches. */
  readonly reach: Uint16Array;
  /** Per pair: bits of the thresholds at which the detection took the ground truth; filled by `takeGroundTruth`. */
  readonly granted: Uint16Array;
}

/** @param thresholds at most 16, ascending */
export function attemptMatches(overlaps: Overlaps, thresholds: readonly number[]): MatchAttempt {
  const limits = thresholds.map(effective);
  const reach = new Uint16Array(overlaps.iou.length);
  for (let k = 0; k < reach.length; k++) {
    let bits = 0;
    for (let t = 0; t < limits.length && overlaps.iou[k]! >= limits[t]!; t++) bits |= 1 << t;
    reach[k] = bits;
  }
  return { overlaps, reach, granted: new Uint16Array(reach.length) };
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

/**
 * Lets a detection take ground truth at every threshold (COCO's `evaluateImg`): the free one that it overlaps most, an ignored
 * one only when no counted one is left. Detections must come by descending score.
 * @param bits the thresholds at stake.
 * @returns the bits of the thresholds at which it takes none; `granted` tells the others.
 */
export function takeGroundTruth(
  { overlaps, reach, granted }: MatchAttempt,
  state: MatchState,
  detection: number,
  bits: number,
): number {
  const { taken, ignored, kind } = state;
  const [from, to] = [overlaps.start[detection]!, overlaps.start[detection + 1]!];
  let open = bits;
  for (let wantIgnored = 0; wantIgnored < 2; wantIgnored++) {
    for (let k = from; k < to; k++) {
      const g = overlaps.groundTruth[k]!;
      if (ignored[g] !== wantIgnored) continue;
      const free = kind[g] === IGNORED_CROWD ? open : open & ~taken[g]!;
      const given = free & reach[k]!;
      granted[k] = given;
      taken[g]! |= given;
      open &= ~given;
    }
  }
  return open;
}
