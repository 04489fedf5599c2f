// The job `train`: epochs of steps with validation and checkpoints, then the evaluation of the test split.
import type { Dataset } from '../../contract/dataset.ts';
import type { JobEventPayload } from '../../contract/job-events.ts';
import type { TrainSpec } from '../../contract/job-spec.ts';
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import { networkCost } from '../../core/network/shapes.ts';
import { UserError } from '../../core/user-error.ts';
import { decodeCheckpoint } from '../../engine/weights/checkpoint.ts';
import type { TrainerState } from '../../engine/train/trainer.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { evaluateAndStore, loadDetector, type EvaluationWork } from '../evaluate/evaluate-run.ts';
import { startEngine, type StartedEngine } from '../engine/start-engine.ts';
import { networkOf, resolveRecipe } from '../recipe/resolve-recipe.ts';
import { runName } from '../recipe/run-name.ts';
import { describeInheritance, inherit } from './start-from-run.ts';
import { describeTrainingMarks, takeMarks } from './training-marks.ts';
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
  for (const message of leftOut(dataset)) yield { type: 'log', level: 'warning', message };
  const recipe = resolveRecipe(dataset, spec.recipe);
  checkMemory(engine, recipe, dataset.classes);
  await folder.writeRecipe(recipe);
  await folder.updateRecord({
    backend: engine.backend,
    device: engine.device,
    name: runName(recipe, null),
  });
  const marks = await takeMarks(folder, dataset, recipe.data, spec.resume);
  for (const message of describeTrainingMarks(marks, recipe.data))
    yield { type: 'log', level: 'info', message };
  let saved = spec.resume ? await lastState(folder) : undefined;
  if (!saved) {
    const inherited = await takeWeights(folder, recipe, dataset.classes);
    saved = inherited?.state;
    for (const message of inherited?.messages ?? []) yield { type: 'log', level: 'info', message };
  }

  const { maxMinutes, profile = false } = spec;
  const loop = new TrainingLoop({ dataset, marks, recipe, folder, signal, maxMinutes, profile }, saved);
  try {
    try {
      yield loop.started(`${engine.description}${engine.reason === null ? '' : ` (${engine.reason})`}`);
      yield* loop.run();
    } finally {
      loop.dispose();
    }
    const split = recipe.data.test ?? recipe.data.validation;
    if (split !== null) yield* evaluateTrained(loop, { folder, dataset, split, signal });
  } finally {
    await loop.source.close();
  }
  yield loop.times.event(loop.profile);
}

/** The first state of a run that starts from another's weights, as its record says; undefined where it starts anew. */
async function takeWeights(folder: RunFolder, recipe: ResolvedRecipe, classes: readonly string[]) {
  const { parent } = await folder.readRecord();
  if (parent === null) return undefined;
  const { state, summary } = await inherit(parent, recipe, classes);
  await folder.updateRecord({ parent: { ...parent, transfer: summary } });
  return { state, messages: describeInheritance(parent, summary) };
}

/** The evaluation that ends a training: with the detector as it was stored. */
async function* evaluateTrained(
  loop: TrainingLoop,
  work: Pick<EvaluationWork, 'folder' | 'dataset' | 'split' | 'signal'>,
): AsyncGenerator<JobEventPayload, void> {
  const { recipe, source } = loop;
  const detector = await loadDetector(work.folder);
  const start = performance.now();
  const { summary } = yield* evaluateAndStore({ ...work, recipe, detector, source });
  loop.times.add('evaluation', (performance.now() - start) / 1000);
  await work.folder.updateRecord({ name: runName(recipe, summary) });
}

/** Problems that are told one by one; the dataset's report has all. */
const TOLD_PROBLEMS = 5;

/** What of the dataset is not trained on because it cannot be used, in words. */
function leftOut({ problems, root }: Dataset): string[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const told = errors
    .slice(0, TOLD_PROBLEMS)
    .map(({ file, line, message }) => `${line === undefined ? file : `${file}:${line}`}: ${message}`);
  const more = errors.length - told.length;
  return more === 0 ? told : [...told, `${more} more problems like these: \`boxwright dataset ${root}\`.`];
}

/**
 * Numbers to train that fit into WebAssembly's 4 GB: of each there are up to 14 in float32 during an update (weights,
 * average, momentum, gradient, and what is worked out from them), and activations need room too.
 */
const MOST_WASM_PARAMETERS = 40e6;

function checkMemory({ backend }: StartedEngine, recipe: ResolvedRecipe, classes: readonly string[]): void {
  const { parameters } = networkCost(networkOf(recipe, classes));
  if (backend !== 'wasm' || parameters <= MOST_WASM_PARAMETERS) return;
  throw new UserError({
    code: 'network-too-large',
    message: `${recipe.network.preset} has ${(parameters / 1e6).toFixed(0)} million numbers to train, more than fit into WebAssembly's memory (${MOST_WASM_PARAMETERS / 1e6} million).`,
    hint: 'Set up the native engine (`npm run setup`), or choose yolov3-slim or yolov3-tiny.',
  });
}

async function lastState(folder: RunFolder): Promise<TrainerState | undefined> {
  if (!(await folder.hasCheckpoint('last'))) return undefined;
  const { training } = decodeCheckpoint(await folder.readCheckpoint('last'), folder.checkpointPath('last'));
  return training ?? undefined;
}
