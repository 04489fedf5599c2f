// One image at given settings, from its candidates: what survives, what is right and wrong, who suppressed whom.
import type { EvaluationImage } from '../../contract/api.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { classifyErrors, type FalsePositiveError, type MissedObject } from '../../core/errors/classify.ts';
import type { Detection } from '../../core/matching/detection.ts';
import { judgeImage, type ImageEvaluation } from '../../core/matching/match.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { suppressOverlaps, type Suppression } from '../../core/nms/suppress.ts';
import { toGroundTruth, type ScoredCandidates } from './candidate-columns.ts';

/** A surviving candidate. `row` is its row in the image's candidates. */
export interface JudgedDetection extends Detection {
  readonly row: number;
  readonly outcome: 'tp' | 'fp' | 'ignored';
  readonly groundTruth: number | null;
  readonly iou: number;
  /** Why it is a false positive; null for what is none. */
  readonly error: FalsePositiveError | null;
}
export interface ImageOutcomes {
  /** By descending score. */
  readonly detections: readonly JudgedDetection[];
  readonly groundTruth: ImageEvaluation['groundTruth'];
  /** For the missed objects: whether anything came near. */
  readonly missed: readonly MissedObject[];
  readonly suppression: Suppression;
  /** Rows that a kept row suppressed. */
  readonly suppressedRows: readonly number[];
  readonly counts: { readonly tp: number; readonly fp: number; readonly missed: number };
}

/**
 * Runs the image through suppression and matching: the same functions with which the whole split is counted.
 * @param marks of the dataset, those that count as ground truth
 */
export function judgeCandidates(
  { table, scores }: ScoredCandidates,
  image: EvaluationImage,
  settings: OperatingSettings,
  marks: readonly Mark[],
): ImageOutcomes {
  const suppression = suppressOverlaps(table, { start: 0, end: table.length }, settings, scores);
  const groundTruth = toGroundTruth(image, marks, settings.muted?.classes);
  const kept = suppression.survivors.map((survivor) => ({
    ...survivor,
    classIndex: table.classIndex[survivor.row]!,
  }));
  const judged = judgeImage(groundTruth, kept, settings);
  const errors = classifyErrors(judged, settings);
  const errorOf = new Map(errors.falsePositives.map((error) => [error.detection, error]));
  const detections = judged.detections.map((detection, i) => ({
    ...detection,
    error: errorOf.get(i) ?? null,
  }));
  const count = (outcome: string, list: readonly { readonly outcome: string }[]): number =>
    list.filter((entry) => entry.outcome === outcome).length;
  return {
    detections,
    groundTruth: judged.groundTruth,
    missed: errors.missed,
    suppression,
    suppressedRows: Array.from(suppression.suppressedBy.keys()).filter(
      (row) => suppression.suppressedBy[row]! >= 0,
    ),
    counts: {
      tp: count('tp', detections),
      fp: count('fp', detections),
      missed: count('missed', judged.groundTruth),
    },
  };
}

/** A row of the candidates as a detection. Box in image px. */
export function detectionOf({ table, scores }: ScoredCandidates, row: number): Detection {
  return {
    box: { x1: table.x1[row]!, y1: table.y1[row]!, x2: table.x2[row]!, y2: table.y2[row]! },
    classIndex: table.classIndex[row]!,
    score: scores[row]!,
  };
}
