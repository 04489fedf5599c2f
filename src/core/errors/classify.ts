// Says of each false positive and each missed object of one image what kind of error it is, and what puts it in words.
import { detectionColumns, groundTruthColumns } from '../matching/columns.ts';
import { FALSE_POSITIVE, UNJUDGED } from '../matching/judge.ts';
import type { ImageEvaluation } from '../matching/match.ts';
import { ERROR_KINDS, NO_ERROR, type ErrorThresholds, type FalsePositiveKind } from './error-kind.ts';
import { findErrors } from './find-errors.ts';

/** A false positive and the ground truth that explains it. */
export interface FalsePositiveError {
  /** Index of the detection in the evaluation. */
  readonly detection: number;
  readonly kind: FalsePositiveKind;
  /**
   * Index of the ground truth that the kind speaks of: the object placed badly, named wrongly or found twice; for `both` and
   * `background` the object of any class that overlaps most. Null where none overlaps at all.
   */
  readonly groundTruth: number | null;
  /** IoU with it; 0 where there is none. */
  readonly iou: number;
  /** For a duplicate: index of the detection that took the object. */
  readonly takenBy: number | null;
}

/** A counted object that no detection took. */
export interface MissedObject {
  /** Index of the ground truth in the evaluation. */
  readonly groundTruth: number;
  /**
   * `missed`: nothing came near. Null: a detection found it but placed it badly or named it wrongly; that error stands with
   * the detection and is not counted twice.
   */
  readonly kind: 'missed' | null;
  /** The best-scored detection whose localization or classification error is about this object. */
  readonly claimedBy: number | null;
}

export interface ImageErrors {
  readonly falsePositives: readonly FalsePositiveError[];
  readonly missed: readonly MissedObject[];
}

const indexOrNull = (index: number): number | null => (index < 0 ? null : index);

/**
 * Error kinds of one judged image by the rules of `findErrors`: TIDE's. Ignore regions and detections on them take no part.
 * Boxes in image px.
 */
export function classifyErrors(evaluation: ImageEvaluation, thresholds: ErrorThresholds): ImageErrors {
  const { detections, groundTruth } = evaluation;
  const takenBy = groundTruth.map(({ outcome, detection }) => (outcome === 'matched' ? detection : null));
  const errors = findErrors(
    groundTruthColumns([groundTruth]),
    detectionColumns([detections]),
    {
      outcome: Uint8Array.from(detections, ({ outcome }) => (outcome === 'fp' ? FALSE_POSITIVE : UNJUDGED)),
      detection: Int32Array.from(takenBy, (detection) => detection ?? -1),
    },
    thresholds,
  );
  const falsePositives: FalsePositiveError[] = [];
  errors.kind.forEach((code, detection) => {
    if (code === NO_ERROR) return;
    const kind = ERROR_KINDS[code] as FalsePositiveKind;
    const object = errors.groundTruth[detection]!;
    falsePositives.push({
      detection,
      kind,
      groundTruth: indexOrNull(object),
      iou: errors.iou[detection]!,
      takenBy: kind === 'duplicate' ? takenBy[object]! : null,
    });
  });
  const missed: MissedObject[] = [];
  groundTruth.forEach(({ outcome }, index) => {
    if (outcome !== 'missed') return;
    const claimedBy = indexOrNull(errors.claimedBy[index]!);
    missed.push({ groundTruth: index, kind: claimedBy === null ? 'missed' : null, claimedBy });
  });
  return { falsePositives, missed };
}
