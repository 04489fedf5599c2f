// Evaluates a run's checkpoint on a split of its dataset and stores everything that the inspector needs.
import type { Dataset } from '../../contract/dataset.ts';
import type { JobEventPayload } from '../../contract/job-events.ts';
import type { EvaluateSpec } from '../../contract/job-spec.ts';
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import { UserError } from '../../core/user-error.ts';
import { recountSplit } from '../../core/metrics/evaluate-split.ts';
import { describeLeftOut } from '../../core/metrics/left-out.ts';
import type { Detector } from '../../engine/predict.ts';
import { decodeCheckpoint } from '../../engine/weights/checkpoint.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { withContentHashes } from '../../storage/images/content-hash.ts';
import { assertDatasetThere } from '../../storage/runs/assert-dataset.ts';
import { assertHasNetwork } from '../../storage/runs/assert-network.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { bestCheckpoint } from '../../storage/runs/run-weights.ts';
import { SampleSource } from '../data/sample-source.ts';
import { startEngine } from '../engine/start-engine.ts';
import { ProgressQueue } from '../progress-queue.ts';
import { recordsOf } from '../recipe/resolve-recipe.ts';
import { judgeSplit, leadingMetrics, type JudgedSplit } from './judge-split.ts';
import { runSettings } from './operating-settings.ts';

/** Images a prediction takes at once. */
export const PREDICTION_BATCH = 8;

/** The detector of a run. @throws UserError when it has no network, or no checkpoint yet */
export async function loadDetector(folder: RunFolder): Promise<Detector> {
  assertHasNetwork(await folder.readRecord());
  const kind = await bestCheckpoint(folder);
  return decodeCheckpoint(await folder.readCheckpoint(kind), folder.checkpointPath(kind)).detector;
}

/** The job `evaluate`. */
export async function* evaluateRun(
  spec: EvaluateSpec,
  folder: RunFolder,
  signal: AbortSignal,
): AsyncGenerator<JobEventPayload, void> {
  const record = await folder.readRecord();
  assertHasNetwork(record);
  assertDatasetThere(record);
  const engine = await startEngine(spec.backend);
  yield { type: 'log', level: 'info', message: `Engine: ${engine.description}` };
  const dataset = await openDataset(record.dataset.root, { signal });
  if (dataset.fingerprint !== record.dataset.fingerprint)
    yield {
      type: 'log',
      level: 'warning',
      message: `${dataset.root} has changed since this run was trained: its files, splits or labels differ.`,
    };
  const recipe = (await folder.readRecipe()) as ResolvedRecipe;
  const detector = await loadDetector(folder);
  checkClasses(dataset, detector.classes);
  const source = new SampleSource(dataset.root, detector.network.input);
  try {
    yield* evaluateAndStore({ folder, dataset, recipe, detector, source, split: spec.split, signal });
  } finally {
    await source.close();
  }
}

function checkClasses(dataset: Dataset, trained: readonly string[]): void {
  if (dataset.classes.join('\n') === trained.join('\n')) return;
  throw new UserError({
    code: 'classes-differ',
    message: `The run knows the classes ${trained.join(', ')}, but the dataset has ${dataset.classes.join(', ')}.`,
    hint: 'Evaluate on the dataset that the run was trained on, or train again.',
  });
}

export interface EvaluationWork {
  readonly folder: RunFolder;
  readonly dataset: Dataset;
  readonly recipe: ResolvedRecipe;
  readonly detector: Detector;
  readonly source: SampleSource;
  readonly split: string;
  readonly signal: AbortSignal;
}

/** Judges one split, writes evaluations/<split> and the run's leading numbers. */
export async function* evaluateAndStore(work: EvaluationWork): AsyncGenerator<JobEventPayload, JudgedSplit> {
  const { folder, dataset, recipe, detector, source, split, signal } = work;
  const settings = await runSettings(folder);
  const images = recordsOf(dataset, [split]);
  if (images.length === 0)
    throw new UserError({
      code: 'split-empty',
      message: `${dataset.name} has no images in the split "${split}".`,
      hint: `It has ${dataset.splits.join(', ')}.`,
    });
  const progress = new ProgressQueue();
  const judging = judgeSplit(detector, source, images, {
    split,
    batchSize: PREDICTION_BATCH,
    scoreFloor: recipe.evaluation.scoreFloor,
    settings,
    signal,
    onProgress: (done) => progress.push({ phase: 'evaluate', done, total: images.length, unit: 'images' }),
  });
  yield* progress.until(judging);
  const judged = await judging;
  for (const message of source.takeProblems()) yield { type: 'log', level: 'warning', message };
  for (const text of describeLeftOut(judged.summary))
    yield { type: 'log', level: 'warning', message: `${text}.` };
  const { detections } = recountSplit(judged.prepared, { ...settings, scoreThreshold: 0 });
  await folder.writeEvaluation(split, {
    summary: judged.summary,
    classes: detector.classes,
    images: await withContentHashes(dataset.root, judged.images, source.openedAt),
    candidates: judged.candidates,
    detections,
    ...(dataset.categoryIds ? { categoryIds: dataset.categoryIds } : {}),
  });
  await folder.updateRecord(({ evaluatedAt }) => ({
    metrics: leadingMetrics(judged.summary),
    evaluatedAt: { ...evaluatedAt, [split]: new Date().toISOString() },
  }));
  return judged;
}
