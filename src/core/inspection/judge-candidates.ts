// One image at given settings, from its candidates: what survives, what is right and wrong, who suppressed whom.
import type { CandidateTable } from '../decode/candidate-table.ts';
import { classifyErrors, type FalsePositiveError, type MissedObject } from '../errors/classify.ts';
import type { Detection, GroundTruth } from '../matching/detection.ts';
import { judgeImage, type ImageEvaluation } from '../matching/match.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { suppressOverlaps, type Suppression } from '../nms/suppress.ts';

/** The candidates of one image with their scores. */
export interface ScoredCandidates {
  readonly table: CandidateTable;
  /** Score of each row at the settings, in [0, 1]; below 0 where it is muted. */
  readonly scores: Float32Array;
}

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
  /** Its rows are those of the table, in their order. */
  readonly suppression: Suppression;
  /** Rows that a kept row suppressed. */
  readonly suppressedRows: readonly number[];
  readonly counts: { readonly tp: number; readonly fp: number; readonly missed: number };
}

/**
 * Runs the image through suppression and matching: the same functions with which the whole split is counted. Boxes in image px.
 * @param groundTruth of the image; objects of muted classes count neither way
 */
export function judgeCandidates(
  { table, scores }: ScoredCandidates,
  groundTruth: readonly GroundTruth[],
  settings: OperatingSettings,
): ImageOutcomes {
  const suppression = suppressOverlaps(table, { start: 0, end: table.length }, settings, scores);
  const kept = suppression.survivors.map((survivor) => ({
    ...survivor,
    classIndex: table.classIndex[survivor.row]!,
  }));
  const judged = judgeImage(withoutMuted(groundTruth, settings.muted?.classes), kept, settings);
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

function withoutMuted(
  groundTruth: readonly GroundTruth[],
  muted: readonly number[] = [],
): readonly GroundTruth[] {
  if (muted.length === 0) return groundTruth;
  return groundTruth.map((object) =>
    muted.includes(object.classIndex) ? { ...object, ignore: 'crowd' } : object,
  );
}

/** A row of the candidates as a detection, before suppression. Box in image px. */
export function detectionOf({ table, scores }: ScoredCandidates, row: number): Detection {
  return {
    box: { x1: table.x1[row]!, y1: table.y1[row]!, x2: table.x2[row]!, y2: table.y2[row]! },
    classIndex: table.classIndex[row]!,
    score: scores[row]!,
  };
}
