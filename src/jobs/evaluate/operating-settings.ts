// At which settings the reports of a run are taken: its recipe's, or those that a person saved for it.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { evaluateSplit, prepareSplit, recountSplit } from '../../core/metrics/evaluate-split.ts';
import { leftOutOf } from '../../core/metrics/left-out.ts';
import { UserError } from '../../core/user-error.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { leadingMetrics } from './judge-split.ts';

/** The operating point of a recipe. */
export function recipeSettings(evaluation: Recipe['evaluation']): OperatingSettings {
  const { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections } = evaluation;
  return { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections };
}

/** The operating point of a run. */
export async function runSettings(folder: RunFolder): Promise<OperatingSettings> {
  const { operatingSettings } = await folder.readRecord();
  return operatingSettings ?? recipeSettings((await folder.readRecipe()).evaluation);
}

/**
 * Makes settings the operating point of a run: reports and detections of all its evaluated splits are taken again from the
 * stored candidates. @throws UserError while the run is training, or where candidates cannot be read
 */
export async function saveRunSettings(folder: RunFolder, settings: OperatingSettings): Promise<void> {
  const { state, evaluations, metrics } = await folder.readRecord();
  if (state === 'running')
    throw new UserError({
      code: 'run-is-running',
      message: 'The run is still training, and writes reports of its own.',
      hint: 'Save the operating point when it is done, or stop it.',
    });
  const stored = new Map<string, StoredEvaluation>();
  for (const split of evaluations) stored.set(split, await folder.readEvaluation(split));
  for (const [split, evaluation] of stored) {
    const { candidates, images, classes } = evaluation;
    const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
    const prepared = prepareSplit(candidates, groundTruth, classes);
    const summary = { ...evaluateSplit(split, prepared, settings), ...leftOutOf(evaluation.summary) };
    await folder.writeEvaluation(split, {
      ...evaluation,
      summary,
      detections: recountSplit(prepared, { ...settings, scoreThreshold: 0 }).detections,
    });
    if (metrics?.split === split) await folder.updateRecord({ metrics: leadingMetrics(summary) });
  }
  await folder.updateRecord({ operatingSettings: settings });
}
