// The job `train`: epochs of steps with validation and checkpoints, then the evaluation of the test split.
import type { JobEventPayload } from '../../contract/job-events.ts';
import type { TrainSpec } from '../../contract/job-spec.ts';
import { decodeCheckpoint } from '../../engine/weights/checkpoint.ts';
import type { TrainerState } from '../../engine/train/trainer.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { evaluateAndStore, loadDetector } from '../evaluate/evaluate-run.ts';
import { startEngine } from '../engine/start-engine.ts';
import { resolveRecipe } from '../recipe/resolve-recipe.ts';
import { runName } from '../recipe/run-name.ts';
import { TrainingLoop } from './training-loop.ts';

/** Trains the run in `folder`, from the start or from its last checkpoint. */
export async function* train(
  spec: TrainSpec,
  folder: RunFolder,
  signal: AbortSignal,
): AsyncGenerator<JobEventPayload, void> {
  const engine = await startEngine(spec.backend);
  yield { type: 'progress', phase: 'prepare', done: 0, total: 1, unit: 'datasets' };
  const dataset = await openDataset(spec.datasetRoot, { signal });
  const recipe = resolveRecipe(dataset, spec.recipe);
  await folder.writeRecipe(recipe);
  await folder.updateRecord({ backend: engine.backend, name: runName(recipe, null) });
  const saved = spec.resume ? await lastState(folder) : undefined;

  const loop = new TrainingLoop({ dataset, recipe, folder, signal, maxMinutes: spec.maxMinutes }, saved);
  try {
    yield loop.started(`${engine.description}${engine.reason === null ? '' : ` (${engine.reason})`}`);
    yield* loop.run();
  } finally {
    loop.dispose();
  }

  const split = recipe.data.test ?? recipe.data.validation;
  if (split !== null) {
    const detector = await loadDetector(folder);
    const work = { folder, dataset, recipe: loop.recipe, detector, source: loop.source, split, signal };
    const start = performance.now();
    const { summary } = yield* evaluateAndStore(work);
    loop.times.add('evaluation', (performance.now() - start) / 1000);
    await folder.updateRecord({ name: runName(recipe, summary) });
  }
  yield loop.times.event();
}

async function lastState(folder: RunFolder): Promise<TrainerState | undefined> {
  if (!(await folder.hasCheckpoint('last'))) return undefined;
  const { training } = decodeCheckpoint(await folder.readCheckpoint('last'), folder.checkpointPath('last'));
  return training ?? undefined;
}
