// The one definition of a false positive, for one image: each detection and each ground truth with its outcome.
import { orderByScore } from '../nms/order-by-score.ts';
import { detectionColumns, groundTruthColumns } from './columns.ts';
import type { Detection, GroundTruth } from './detection.ts';
import { FALSE_POSITIVE, judgeDetections, TRUE_POSITIVE } from './judge.ts';

/** A detection after judgement. `ignored`: it took an ignore region and counts neither way. */
export interface DetectionJudgement {
  readonly outcome: 'tp' | 'fp' | 'ignored';
  /** Index of the ground truth that it took; null for a false positive. */
  readonly groundTruth: number | null;
  /** IoU with the ground truth that it took (for a crowd: intersection over the detection's area); 0 for a false positive. */
  readonly iou: number;
}

/** A ground truth after judgement. */
export interface GroundTruthJudgement {
  readonly outcome: 'matched' | 'missed' | 'ignored';
  /** Index of the detection that took it (of a crowd: the last one); null where none did. */
  readonly detection: number | null;
}

/** One image, judged. Both lists keep the order in which they were given, so indices refer to either. */
export interface ImageEvaluation<D extends Detection = Detection, G extends GroundTruth = GroundTruth> {
  readonly detections: readonly (D & DetectionJudgement)[];
  readonly groundTruth: readonly (G & GroundTruthJudgement)[];
}

const indexOrNull = (index: number): number | null => (index < 0 ? null : index);

/**
 * Judges the detections of one image (after suppression and score threshold, in any order; equal scores stay in the order
 * given) by the rules of `judgeDetections`. Boxes in image px. Extra properties of detections and ground truth are kept.
 */
export function judgeImage<D extends Detection, G extends GroundTruth>(
  groundTruth: readonly G[],
  detections: readonly D[],
  { matchIouThreshold }: { readonly matchIouThreshold: number },
): ImageEvaluation<D, G> {
  const detectionTable = detectionColumns([detections]);
  const judgement = judgeDetections(
    groundTruthColumns([groundTruth]),
    detectionTable,
    orderByScore(detectionTable.score),
    matchIouThreshold,
  );
  return {
    detections: detections.map((detection, i) => ({
      ...detection,
      outcome:
        judgement.outcome[i] === TRUE_POSITIVE
          ? 'tp'
          : judgement.outcome[i] === FALSE_POSITIVE
            ? 'fp'
            : 'ignored',
      groundTruth: indexOrNull(judgement.groundTruth[i]!),
      iou: judgement.iou[i]!,
    })),
    groundTruth: groundTruth.map((object, i) => ({
      ...object,
      outcome: object.ignore !== undefined ? 'ignored' : judgement.detection[i]! >= 0 ? 'matched' : 'missed',
      detection: indexOrNull(judgement.detection[i]!),
    })),
  };
}
