// Jobs for tests: a small sample dataset, a detector that trains on it in a second, and the events of a job.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobEventPayload } from '../../contract/job-events.ts';
import type { JobSpec } from '../../contract/job-spec.ts';
import { recipeSchema, type Recipe, type RecipeInput } from '../../contract/recipe.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { writeSampleDataset } from '../../storage/sample/write-sample.ts';
import { runJob } from '../run-job.ts';

/** Always there, and exactly repeatable. */
const BACKEND = 'wasm';
/** 12 to train on, 2 to validate with, 2 to test with. */
const SAMPLE = { images: 16, width: 128, height: 96, seed: 1 };

/** A temporary folder with a sample dataset in it. The caller removes it. */
export async function makeSampleFolder(): Promise<{
  root: string;
  dataset: string;
  remove: () => Promise<void>;
}> {
  const root = await mkdtemp(join(tmpdir(), 'boxwright-jobs-'));
  const { folder } = await writeSampleDataset(join(root, 'cells'), SAMPLE);
  return { root, dataset: folder, remove: () => rm(root, { recursive: true, force: true }) };
}

/** Three epochs of the narrowest yolov3-slim at 64 px; counts are taken at a score that it reaches untrained. */
export function smallRecipe({ schedule = {}, network = {}, ...others }: RecipeInput = {}): Recipe {
  return recipeSchema.parse({
    seed: 3,
    input: { width: 64 },
    network: { preset: 'yolov3-slim', widthMultiple: 0.125, strides: [32, 16], ...network },
    evaluation: { everyEpochs: 2, scoreFloor: 0.001, scoreThreshold: 0.01 },
    schedule: { epochs: 3, batchSize: 4, warmupSteps: 0, ...schedule },
    ...others,
  });
}

/** A new run folder and the training that fills it. */
export async function newTraining(
  root: string,
  dataset: string,
  recipe: Recipe,
): Promise<{ folder: RunFolder; spec: Extract<JobSpec, { kind: 'train' }> }> {
  const folder = await createRun(join(root, 'runs'), {
    dataset: await openDataset(dataset),
    recipe,
    versions: { test: '1' },
  });
  return {
    folder,
    spec: {
      kind: 'train',
      runDirectory: folder.directory,
      datasetRoot: dataset,
      recipe,
      resume: false,
      backend: BACKEND,
      maxMinutes: null,
    },
  };
}

/** Runs a job to its end and returns its events. @param stopAt the job is cancelled at the first event that it accepts. */
export async function followToEnd(
  spec: JobSpec,
  stopAt: (event: JobEventPayload) => boolean = () => false,
): Promise<JobEventPayload[]> {
  const controller = new AbortController();
  const events: JobEventPayload[] = [];
  for await (const event of runJob(spec, { signal: controller.signal })) {
    events.push(event);
    if (stopAt(event)) controller.abort();
  }
  return events;
}

/** Types of events in their order, without progress, of which there may be more or less. */
export const typesOf = (events: readonly JobEventPayload[]): string[] =>
  events
    .filter((event) => event.type !== 'progress')
    .map((event) => (event.type === 'checkpoint' ? event.kind : event.type));
