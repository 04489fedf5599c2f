// What an evaluation results in, as plain values; contract/evaluation.ts holds the schemas of the same shapes.
import type { SuppressionSettings } from '../nms/rule.ts';
import type { ScoreSettings } from '../nms/scores.ts';
import type { ErrorKind } from '../errors/error-kind.ts';

/** COCO's twelve numbers, each in [0, 1], or -1 where no ground truth of that size exists. */
export interface CocoMetrics {
  AP: number;
  AP50: number;
  AP75: number;
  APsmall: number;
  APmedium: number;
  APlarge: number;
  AR1: number;
  AR10: number;
  AR100: number;
  ARsmall: number;
  ARmedium: number;
  ARlarge: number;
}

/** The settings under which detections are counted: how candidates are scored, suppressed and matched. Thresholds in [0, 1]. */
export interface OperatingSettings extends SuppressionSettings, ScoreSettings {
  /** IoU from which a detection may take an object. */
  readonly matchIouThreshold: number;
}

/** Hits, false alarms, misses. Detections on ignore regions are in none of them. */
export interface OutcomeCounts {
  tp: number;
  fp: number;
  fn: number;
}

/** Rates of counts, each in [0, 1]; 0 where the denominator is 0. */
export interface OutcomeRates {
  precision: number;
  recall: number;
  f1: number;
  /** Over all evaluated images, background images included; not bounded by 1. */
  falsePositivesPerImage: number;
}

/** Counts at an operating point, with the settings. */
export interface OperatingPoint extends OperatingSettings, OutcomeCounts, OutcomeRates {}

/** What fixing an error would add to AP, in [0, 1]. */
export interface ErrorGain {
  dAP: number;
}

/** One kind of error. */
export interface ErrorKindSummary extends ErrorGain {
  /** Among the detections that COCO's numbers are taken from, whatever their score; those on ignore regions are counted too. */
  count: number;
  /** Among the false positives and misses of the operating point. */
  countAtOperatingPoint: number;
}

/** TIDE's error analysis (core/errors/tide.ts). */
export interface ErrorSummary {
  /** At the match IoU threshold of the operating point, as TIDE takes it; -1 where there is neither object nor detection. */
  AP: number;
  kinds: Record<ErrorKind, ErrorKindSummary>;
  /** All false positives ranked last. */
  falsePositives: ErrorGain;
  /** All objects that were not found left out. */
  falseNegatives: ErrorGain;
}

/** One class of an evaluation. */
export interface ClassMetrics extends OutcomeCounts {
  name: string;
  /** Mean over IoU 0.50 to 0.95; -1 for a class without ground truth. */
  AP: number;
  AP50: number;
  /** Counted objects, ignore regions left out. */
  groundTruth: number;
  /** Precision at recall 0.00, 0.01 .. 1.00, match IoU 0.5; all -1 for a class without ground truth. */
  precisionAtRecall: number[];
  /** By the class of the detection or of the missed object. Missing from summaries of earlier versions. */
  errors?: ErrorSummary;
}

/** Rates over all classes when every detection of at least this score counts. */
export interface ScoreCurvePoint extends OutcomeRates {
  scoreThreshold: number;
}

/** What was left out because it is no number. */
export interface NotANumber {
  candidates: number;
  images: number;
  /** The first of these images. */
  imageIds: string[];
  /** Candidates of each of them; evaluations of earlier versions have none. */
  counts?: number[];
}

/** Why an entry of a results file is no detection. */
export type RefusalReason = 'not-a-number' | 'no-area' | 'score-out-of-range';

/** Entries of a results file that were left out. */
export interface RefusedResults {
  /** How many for each reason. */
  reasons: Record<RefusalReason, number>;
  /** The first of them, in the order of the file. `index` counts from 0. */
  entries: { index: number; imageId: string; reason: RefusalReason }[];
}

/** The whole result of an evaluation. */
export interface EvaluationSummary {
  split: string;
  images: number;
  coco: CocoMetrics;
  classes: ClassMetrics[];
  operatingPoint: OperatingPoint;
  scoreCurve: ScoreCurvePoint[];
  /** Missing from summaries of earlier versions. */
  errors?: ErrorSummary;
  /** Only where there is any. */
  notANumber?: NotANumber;
  refused?: RefusedResults;
}
