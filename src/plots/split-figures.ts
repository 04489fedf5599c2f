// The figures of a split from what was counted of it: the page and the report show the same.
import { confusionMatrix, type ConfusionCell } from '../core/analysis/confusion.ts';
import type { JudgedTable } from '../core/analysis/judged-table.ts';
import { scoreReliability } from '../core/analysis/score-reliability.ts';
import { sigmaReliability } from '../core/analysis/sigma-reliability.ts';
import type { ErrorKind } from '../core/errors/error-kind.ts';
import type { EvaluationSummary, OperatingSettings } from '../core/metrics/summary.ts';
import { breakdownRows, countParts, type BranchShape, type BreakdownRow } from './breakdown.ts';
import type { PlotFigure } from './figure.ts';
import { confusionFigure } from './figures/confusion.ts';
import { errorKindsFigure } from './figures/error-kinds.ts';
import { partErrorsFigure, type PartAddress } from './figures/part-errors.ts';
import { precisionRecallFigure } from './figures/precision-recall.ts';
import { scoreReliabilityFigure } from './figures/score-reliability.ts';
import { sigmaReliabilityFigure } from './figures/sigma-reliability.ts';
import { settingsText } from './words.ts';

/** Why there is nothing to say of sigma although the head is Gaussian. */
export const SIGMA_ABSENT = 'No true positive to measure sigma against.';
/** Why there is no leading curve. */
export const CURVE_ABSENT = 'Nothing was detected on this split.';

/** Counts of every class, in the order of the class list. */
export function countClasses(table: JudgedTable, classes: readonly string[]): readonly BreakdownRow[] {
  return breakdownRows(table, 'class', { classes, branches: [], brightness: null });
}

/** Null where an earlier version evaluated. @param byClass counts at the settings, which the summary's may not be */
export function splitErrorsFigure(
  { errors }: EvaluationSummary,
  byClass: readonly BreakdownRow[],
): PlotFigure<ErrorKind> | null {
  if (errors === undefined || byClass.length === 0) return null;
  const counts = byClass
    .map(({ kinds }) => kinds)
    .reduce((sum, kinds) => sum.map((count, i) => count + kinds[i]!));
  return errorKindsFigure(errors, counts);
}

export function splitConfusionFigure(
  table: JudgedTable,
  classes: readonly string[],
): PlotFigure<ConfusionCell> {
  return confusionFigure(confusionMatrix(table, classes.length), classes);
}

/** Curves of the summary, with a dot at each class's counts. @param settings of the counts */
export function splitPrecisionRecallFigure(
  summary: EvaluationSummary,
  byClass: readonly BreakdownRow[],
  settings: OperatingSettings,
): PlotFigure {
  const classes = summary.classes.map((one, i) => {
    const { tp = 0, fp = 0, missed = 0 } = byClass[i] ?? {};
    return { ...one, tp, fp, fn: missed ?? 0 };
  });
  return precisionRecallFigure(classes, settings);
}

/** What precision and recall were taken at; the dots are where the classes stand. */
export function curveSettingsText(summary: EvaluationSummary, { scoreThreshold }: OperatingSettings): string {
  const curves = settingsText(summary.operatingPoint, ['scoreThreshold', 'matchIouThreshold']);
  return `${curves} · match IoU 0.50 · dots at score ${scoreThreshold.toFixed(2)}`;
}

export function splitScoresFigure(table: JudgedTable): PlotFigure {
  return scoreReliabilityFigure(scoreReliability(table));
}

/** Null where there is no true positive with a sigma. */
export function splitSigmaFigure(table: JudgedTable): PlotFigure | null {
  const reliability = sigmaReliability(table);
  return reliability === null ? null : sigmaReliabilityFigure(reliability);
}

/** Null where nothing is known of the network. */
export function splitPartsFigure(
  table: JudgedTable,
  branches: readonly BranchShape[],
): PlotFigure<PartAddress> | null {
  return branches.length === 0 ? null : partErrorsFigure(branches, countParts(table));
}
