// Counts errors by kind and class.
import { COUNTED, type DetectionColumns, type GroundTruthColumns } from '../matching/columns.ts';
import type { Judgement } from '../matching/judge.ts';
import { ERROR_KINDS, MISSED } from './error-kind.ts';
import type { SplitErrors } from './find-errors.ts';

/** By a kind's number, then by class: of the detection, or of the missed object. */
export type ErrorCounts = readonly Uint32Array[];

/**
 * Counts the errors of detections of at least the score threshold, and the objects that none of these took or came near
 * (`missed`; an object that a localization or classification error claims is counted with that error only).
 */
export function countErrors(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  judgement: Pick<Judgement, 'detection'>,
  errors: SplitErrors,
  classCount: number,
  scoreThreshold = -Infinity,
): ErrorCounts {
  const counts = ERROR_KINDS.map(() => new Uint32Array(classCount));
  const isSeen = (detection: number): boolean => detections.score[detection]! >= scoreThreshold;
  for (let d = 0; d < detections.length; d++) {
    const ofKind = counts[errors.kind[d]!];
    if (ofKind && isSeen(d)) ofKind[detections.classIndex[d]!]!++;
  }
  for (let g = 0; g < groundTruth.length; g++) {
    if (groundTruth.ignore[g] !== COUNTED) continue;
    if (!isSeen(judgement.detection[g]!) && !isSeen(errors.claimedBy[g]!))
      counts[MISSED]![groundTruth.classIndex[g]!]!++;
  }
  return counts;
}
