// Judges detections of any number of images against ground truth at one IoU threshold: true, false, or ignored.
import { COUNTED, type DetectionColumns, type GroundTruthColumns } from './columns.ts';
import { attemptMatches, findOverlaps, takeGroundTruth, type Overlaps } from './overlaps.ts';

/** Outcomes of a detection. */
export const FALSE_POSITIVE = 0;
export const TRUE_POSITIVE = 1;
/** Matched to an ignore region: neither a hit nor a false alarm. */
export const IGNORED = 2;
/** Not looked at: it is not in the order that was judged. */
export const UNJUDGED = 3;

/** Per detection: its outcome and the ground truth it took. Per ground truth: the detection that took it. */
export interface Judgement {
  /** FALSE_POSITIVE, TRUE_POSITIVE, IGNORED or UNJUDGED. */
  readonly outcome: Uint8Array;
  /** Index of the ground truth that the detection took; -1 for a false positive. */
  readonly groundTruth: Int32Array;
  /** IoU with it; 0 for a false positive. */
  readonly iou: Float64Array;
  /** Index of the detection that took the ground truth (of a crowd: the last one), or -1. */
  readonly detection: Int32Array;
}

/**
 * Greedy class-aware matching by COCO's rules. Every detection that takes no ground truth is a false positive, also on images
 * without any ground truth. A `difficult` object is ignored as COCO ignores an object that is no crowd: one detection may take
 * it unpunished, a second one on the same object is a false positive (a duplicate), as it would be for a person who looks.
 * @param order the detections to judge, in an order in which those of one image come by descending score (`orderByScore`).
 */
export function judgeDetections(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  order: Uint32Array,
  matchIouThreshold: number,
): Judgement {
  const overlaps = findOverlaps(groundTruth, detections, matchIouThreshold);
  return judgeByOverlaps(groundTruth, overlaps, order, matchIouThreshold);
}

/** `judgeDetections` where the overlaps, down to that threshold at least, are known already. */
export function judgeByOverlaps(
  groundTruth: GroundTruthColumns,
  overlaps: Overlaps,
  order: Uint32Array,
  matchIouThreshold: number,
): Judgement {
  const detections = overlaps.start.length - 1;
  const judgement = {
    outcome: new Uint8Array(detections).fill(UNJUDGED),
    groundTruth: new Int32Array(detections).fill(-1),
    iou: new Float64Array(detections),
    detection: new Int32Array(groundTruth.length).fill(-1),
  };
  const { ignore } = groundTruth;
  const state = {
    taken: new Int32Array(groundTruth.length),
    ignored: ignore.map((kind) => (kind === COUNTED ? 0 : 1)),
    kind: ignore,
  };
  const attempt = attemptMatches(overlaps, [matchIouThreshold]);
  for (let i = 0; i < order.length; i++) {
    const detection = order[i]!;
    let match = overlaps.start[detection]!;
    const alone = match === overlaps.start[detection + 1]!;
    if (alone || takeGroundTruth(attempt, state, detection, 1) === 1) {
      judgement.outcome[detection] = FALSE_POSITIVE;
      continue;
    }
    while (attempt.granted[match] === 0) match++;
    const taken = overlaps.groundTruth[match]!;
    judgement.detection[taken] = detection;
    judgement.outcome[detection] = ignore[taken] === COUNTED ? TRUE_POSITIVE : IGNORED;
    judgement.groundTruth[detection] = taken;
    judgement.iou[detection] = overlaps.iou[match]!;
  }
  return judgement;
}
