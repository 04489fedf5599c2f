// What a report is made from: a stored evaluation, counted at some settings.
import { isDeepStrictEqual } from 'node:util';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import type { RunRecord } from '../../contract/run.ts';
import { bandImages, type BrightnessBands } from '../../core/analysis/brightness.ts';
import type { JudgedTable } from '../../core/analysis/judged-table.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { leftOutOf } from '../../core/metrics/left-out.ts';
import { settingsAlone } from '../../core/metrics/operating-point.ts';
import type { BranchShape } from '../../plots/breakdown.ts';
import type { ScoreHistogram } from '../../plots/figures/score-histogram.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { SplitBrightness } from '../evaluate/split-brightness.ts';
import type { RecountableSplit } from '../recount/recountable-split.ts';

/** A stored evaluation made ready for counting, with marks in its ground truth where `marks` is not null. */
export interface CountableEvaluation {
  readonly stored: StoredEvaluation;
  readonly split: RecountableSplit;
  /** The marks that made a difference; null where marks do not count. */
  readonly marks: readonly Mark[] | null;
}

export interface ReportData {
  readonly record: RunRecord;
  /** Null for imported predictions. */
  readonly recipe: ResolvedRecipe | null;
  /** In the order of candidates' branch indices; empty for imported predictions. */
  readonly branches: readonly BranchShape[];
  readonly settings: OperatingSettings;
  readonly summary: EvaluationSummary;
  readonly table: JudgedTable;
  readonly scoreHistogram: ScoreHistogram;
  readonly classes: StoredEvaluation['classes'];
  readonly images: StoredEvaluation['images'];
  readonly marks: readonly Mark[] | null;
  /** Of the images. */
  readonly brightness: BrightnessBands;
}

/** Counts an evaluation as `evaluate` and the inspector do. @param brightness remembers what it measured */
export async function collectReport(
  folder: RunFolder,
  { stored, split, marks }: CountableEvaluation,
  settings: OperatingSettings,
  brightness = new SplitBrightness(),
): Promise<ReportData> {
  const [{ scoreHistogram }, record] = await Promise.all([split.recount(settings), folder.readRecord()]);
  // A run's recipe is resolved, so nothing in it is `auto`.
  const recipe = record.source ? null : ((await folder.readRecipe()) as ResolvedRecipe);
  return {
    record,
    recipe,
    branches: recipe?.network.branches ?? [],
    settings,
    summary: summaryAt(stored, split, settings, marks !== null),
    table: split.judge(settings),
    scoreHistogram,
    classes: stored.classes,
    images: stored.images,
    marks,
    brightness: bandImages(await brightness.measure(record.dataset.root, stored.images)),
  };
}

/** The stored summary where it is of these settings and complete. */
function summaryAt(
  { summary }: StoredEvaluation,
  split: RecountableSplit,
  settings: OperatingSettings,
  withMarks: boolean,
): EvaluationSummary {
  const { operatingPoint, errors } = summary;
  const isStored = isDeepStrictEqual(settingsAlone(operatingPoint), settingsAlone(settings));
  if (isStored && !withMarks && errors !== undefined) return summary;
  return { ...split.report(summary.split, settings), ...leftOutOf(summary) };
}
