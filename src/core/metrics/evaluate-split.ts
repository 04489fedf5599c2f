// The evaluation of a split: candidates (or any detector's final detections) and ground truth in, summary out.
import type { CandidateTable } from '../decode/candidate-table.ts';
import { evaluateTide } from '../errors/tide.ts';
import type { GroundTruth } from '../matching/detection.ts';
import {
  groundTruthColumns,
  withoutClasses,
  type DetectionColumns,
  type GroundTruthColumns,
} from '../matching/columns.ts';
import { judgeDetections, type Judgement } from '../matching/judge.ts';
import { rowOrder } from '../nms/order-by-score.ts';
import { dependsOnWeakCandidates, GREEDY, type SuppressionSettings } from '../nms/rule.ts';
import { scoreTable, type ScoredTable } from '../nms/scored-table.ts';
import { suppressSplit, type KeptDetections } from '../nms/suppress-split.ts';
import { evaluateCoco } from './coco.ts';
import { COCO_MAX_DETECTIONS } from './coco-parameters.ts';
import { countObjects, countOutcomes, operatingPoint } from './operating-point.ts';
import { rankWithinLimit } from './rank-detections.ts';
import { scoreCurve } from './score-curve.ts';
import { summarizeErrors } from './summarize-errors.ts';
import type { EvaluationSummary, OperatingPoint, OperatingSettings, OutcomeCounts } from './summary.ts';

/** Candidates of a split and the ground truth of the same images. */
export interface PreparedSplit {
  readonly table: CandidateTable;
  /** In the order of the table's `imageIds`. */
  readonly groundTruth: GroundTruthColumns;
  readonly classes: readonly string[];
}

/** Counts under some settings, and the detections they were taken from. */
export interface SplitCount {
  readonly operatingPoint: OperatingPoint;
  /** In the order of the class list. */
  readonly classes: readonly OutcomeCounts[];
  readonly detections: KeptDetections;
  readonly judgement: Judgement;
}

/**
 * Lines the ground truth up with the images of a table.
 * @param groundTruth by imageId; an empty list for a background image.
 * @throws Error when an image of the table is missing from `groundTruth`: its detections would all be false positives.
 */
export function prepareSplit(
  table: CandidateTable,
  groundTruth: ReadonlyMap<string, readonly GroundTruth[]>,
  classes: readonly string[],
): PreparedSplit {
  const perImage = table.imageIds.map((imageId) => {
    const objects = groundTruth.get(imageId);
    if (objects === undefined) throw new Error(`No ground truth list for the evaluated image ${imageId}.`);
    return objects;
  });
  return { table, groundTruth: groundTruthColumns(perImage), classes };
}

/** The detections that COCO's numbers are taken from: no score threshold, at most 100 per image. Export these to compare. */
export function cocoDetections(scored: ScoredTable, settings: SuppressionSettings): KeptDetections {
  return suppressSplit(scored, { ...settings, scoreThreshold: 0, maxDetections: COCO_MAX_DETECTIONS });
}

/** Counts at the operating point: scores, suppression, judgement and counting of a whole split. */
export function recountSplit(prepared: PreparedSplit, settings: OperatingSettings): SplitCount {
  return countScored(scoreTable(prepared.table, settings), prepared, settings);
}

function countScored(scored: ScoredTable, prepared: PreparedSplit, settings: OperatingSettings): SplitCount {
  const { classes } = prepared;
  const groundTruth = withoutClasses(prepared.groundTruth, settings.muted?.classes);
  const detections = suppressSplit(scored, settings);
  const order = rowOrder(detections.length);
  const judgement = judgeDetections(groundTruth, detections, order, settings.matchIouThreshold);
  const counts = countOutcomes(groundTruth, detections, judgement, settings.scoreThreshold, classes.length);
  return {
    operatingPoint: operatingPoint(counts.total, groundTruth.images, settings),
    classes: counts.classes,
    detections,
    judgement,
  };
}

/**
 * Puts a summary together.
 * @param detections judged at their lowest score: counts. @param ranked those that COCO's and TIDE's numbers are taken from.
 */
function summarize(
  split: string,
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  judgement: Judgement,
  ranked: DetectionColumns,
  classes: readonly string[],
  settings: OperatingSettings,
): EvaluationSummary {
  const coco = evaluateCoco(groundTruth, ranked, classes.length);
  const tide = evaluateTide(groundTruth, ranked, classes.length, settings);
  const errors = summarizeErrors(groundTruth, detections, judgement, tide, settings);
  const counts = countOutcomes(groundTruth, detections, judgement, settings.scoreThreshold, classes.length);
  const objects = countObjects(groundTruth, classes.length);
  return {
    split,
    images: groundTruth.images,
    coco: coco.metrics,
    classes: classes.map((name, c) => ({
      name,
      AP: coco.classes[c]!.AP,
      AP50: coco.classes[c]!.AP50,
      groundTruth: objects[c]!,
      ...counts.classes[c]!,
      precisionAtRecall: [...coco.classes[c]!.precisionAtRecall],
      errors: errors.classes[c]!,
    })),
    operatingPoint: operatingPoint(counts.total, groundTruth.images, settings),
    scoreCurve: scoreCurve(groundTruth, detections, judgement),
    errors: errors.all,
  };
}

/**
 * The whole evaluation of a split of candidates. Counts and the score curve: suppression at the settings, down to the table's
 * lowest score, so that the operating point lies on the curve. COCO's and TIDE's numbers: the same suppression, at most 100
 * detections per image, at no score threshold.
 */
export function evaluateSplit(
  split: string,
  prepared: PreparedSplit,
  settings: OperatingSettings,
): EvaluationSummary {
  const { classes } = prepared;
  const groundTruth = withoutClasses(prepared.groundTruth, settings.muted?.classes);
  const scored = scoreTable(prepared.table, settings);
  const { detections, judgement } = countScored(scored, prepared, {
    ...settings,
    // Where weak candidates change what survives, they must not take part in what is counted.
    scoreThreshold: dependsOnWeakCandidates(settings.suppression ?? GREEDY) ? settings.scoreThreshold : 0,
  });
  const ranked = cocoDetections(scored, settings);
  return summarize(split, groundTruth, detections, judgement, ranked, classes, settings);
}

/**
 * Judges final detections of any detector (a COCO results file): no suppression is done, `nmsIouThreshold` of the settings is
 * only recorded. COCO's numbers take the best 100 of each image and class, as pycocotools does, TIDE's the best 100 of each
 * image, as tidecv does; counts the best `maxDetections` of each image.
 */
export function evaluateDetections(
  split: string,
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  classes: readonly string[],
  settings: OperatingSettings,
): EvaluationSummary {
  const order = rankWithinLimit(detections, groundTruth.images, settings.maxDetections);
  const judgement = judgeDetections(groundTruth, detections, order, settings.matchIouThreshold);
  return summarize(split, groundTruth, detections, judgement, detections, classes, settings);
}
