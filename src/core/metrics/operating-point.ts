// Counts and rates at an operating point: what a detector's owner is judged by.
import { COUNTED, type DetectionColumns, type GroundTruthColumns } from '../matching/columns.ts';
import { FALSE_POSITIVE, TRUE_POSITIVE, type Judgement } from '../matching/judge.ts';
import type { OperatingPoint, OperatingSettings, OutcomeCounts, OutcomeRates } from './summary.ts';

/** Counts of all classes together, and of each class. */
export interface SplitCounts {
  readonly total: OutcomeCounts;
  readonly classes: OutcomeCounts[];
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Precision, recall, F1 (their harmonic mean, 2 TP / (2 TP + FP + FN)) and false positives per image. */
export function outcomeRates({ tp, fp, fn }: OutcomeCounts, images: number): OutcomeRates {
  return {
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    falsePositivesPerImage: ratio(fp, images),
  };
}

/** The settings of something that has more than settings. */
export function settingsAlone(from: OperatingSettings): OperatingSettings {
  const { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections, suppression, criterion, muted } =
    from;
  return {
    scoreThreshold,
    nmsIouThreshold,
    matchIouThreshold,
    maxDetections,
    ...(suppression && { suppression }),
    ...(criterion && { criterion }),
    ...(muted && { muted }),
  };
}

/** Counts with their rates and the settings they were taken at: a count never appears without them. */
export function operatingPoint(
  counts: OutcomeCounts,
  images: number,
  settings: OperatingSettings,
): OperatingPoint {
  return { ...settingsAlone(settings), ...counts, ...outcomeRates(counts, images) };
}

/** Objects that count, per class. */
export function countObjects(groundTruth: GroundTruthColumns, classCount: number): Uint32Array {
  const objects = new Uint32Array(classCount);
  for (let g = 0; g < groundTruth.length; g++) {
    if (groundTruth.ignore[g] === COUNTED) objects[groundTruth.classIndex[g]!]!++;
  }
  return objects;
}

/**
 * Counts the judged detections whose score is at least the threshold. Since matching is greedy by descending score, the
 * outcome of a detection does not depend on weaker ones: one judgement at a low score serves every higher threshold.
 */
export function countOutcomes(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  { outcome }: Judgement,
  scoreThreshold: number,
  classCount: number,
): SplitCounts {
  const tp = new Uint32Array(classCount);
  const fp = new Uint32Array(classCount);
  for (let i = 0; i < detections.length; i++) {
    if (!(detections.score[i]! >= scoreThreshold)) continue;
    if (outcome[i] === TRUE_POSITIVE) tp[detections.classIndex[i]!]!++;
    else if (outcome[i] === FALSE_POSITIVE) fp[detections.classIndex[i]!]!++;
  }
  const objects = countObjects(groundTruth, classCount);
  const total = { tp: 0, fp: 0, fn: 0 };
  const classes: OutcomeCounts[] = [];
  for (let c = 0; c < classCount; c++) {
    const counts = { tp: tp[c]!, fp: fp[c]!, fn: objects[c]! - tp[c]! };
    classes.push(counts);
    total.tp += counts.tp;
    total.fp += counts.fp;
    total.fn += counts.fn;
  }
  return { total, classes };
}
