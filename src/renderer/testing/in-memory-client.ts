// The contract's calls answered in memory: for the tests of the page's state, and for looking at the page alone.
import type { Api, OpenedDataset } from '../../contract/api.ts';
import type { Dataset } from '../../contract/dataset.ts';
import type { JobEvent, JobEventPayload } from '../../contract/job-events.ts';
import { recipeSchema, type Recipe } from '../../contract/recipe.ts';
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';
import type { Client } from '../client.ts';
import { memoryAnchors } from './in-memory-anchors.ts';
import { listImages, summarise } from './in-memory-dataset.ts';
import { evaluationImage, evaluationSummary, objectnessMaps, recount } from './in-memory-evaluation.ts';
import { compareInMemory } from './in-memory-ledger.ts';
import { previewRecipe, startedRun, trainingEvents } from './in-memory-training.ts';
import { memoryMarks } from './in-memory-marks.ts';
import { ONLY_BY_SERVER } from './only-by-server.ts';

export interface MemoryOptions {
  /** Pause before each answer; 0 answers in the next microtask. */
  readonly latencyMs?: number;
  /** Pause between two events of a training; null leaves `emit` to the test. */
  readonly eventMs?: number | null;
  /** What opening the sample gives; the first dataset where it is not said. */
  readonly openAtStart?: boolean;
}

interface MemoryRun {
  record: RunRecord;
  readonly recipe: Recipe;
  readonly events: JobEvent[];
}

/** A client with what a test needs to play the server. */
export interface MemoryClient extends Client {
  /** Calls made, as `path`, in order. */
  readonly calls: string[];
  setConnected(connected: boolean): void;
  /** Appends an event to a run and publishes it. */
  emit(runId: string, event: JobEventPayload): void;
  /** Adds a finished run with its journal. */
  addRun(record: RunRecord, recipe: Recipe, events?: readonly JobEvent[]): void;
}

/** A client over these datasets. The id of a dataset is its name. */
export function createMemoryClient(datasets: readonly Dataset[], options: MemoryOptions = {}): MemoryClient {
  const { latencyMs = 0, eventMs = null, openAtStart = true } = options;
  const opened = new Map<string, OpenedDataset>();
  const runs = new Map<string, MemoryRun>();
  const calls: string[] = [];
  const listeners = new Map<string, Set<(value: never) => void>>();
  const connectionListeners = new Set<(connected: boolean) => void>();

  const publish = (topic: string, value: unknown): void => {
    for (const listener of listeners.get(topic) ?? []) listener(value as never);
  };
  const publishOpened = (): void => publish('dataset.opened', [...opened.values()]);
  const runRecords = (): RunRecord[] => [...runs.values()].map(({ record }) => record).reverse();
  const publishRuns = (): void => publish('runs.list', runRecords());

  const find = (datasetId: string): Dataset => {
    const dataset = datasets.find(({ name }) => name === datasetId);
    if (dataset === undefined)
      throw new UserError({ code: 'dataset-not-open', message: `Not open: ${datasetId}.` });
    return dataset;
  };
  const findRun = (runId: string): MemoryRun => {
    const run = runs.get(runId);
    if (run === undefined)
      throw new UserError({ code: 'run-not-found', message: `There is no run ${runId}.` });
    return run;
  };
  const datasetOfRun = (runId: string): Dataset => find(findRun(runId).record.dataset.name);
  const record = (dataset: Dataset, imageId: string) => {
    const found = dataset.images.find((image) => image.imageId === imageId);
    if (found === undefined)
      throw new UserError({ code: 'image-not-found', message: `There is no image ${imageId}.` });
    return found;
  };
  const open = (dataset: Dataset): OpenedDataset => {
    const state: OpenedDataset = {
      datasetId: dataset.name,
      root: dataset.root,
      name: dataset.name,
      state: 'ready',
      progress: null,
      images: dataset.images.length,
      first: [],
      error: null,
    };
    opened.set(dataset.name, state);
    publishOpened();
    return state;
  };
  const update = (runId: string, patch: Partial<RunRecord>): void => {
    const run = findRun(runId);
    run.record = { ...run.record, ...patch };
    publishRuns();
  };
  const emit = (runId: string, event: JobEventPayload): void => {
    const { events, record: before } = findRun(runId);
    const stamped = { sequence: events.length + 1, at: '2026-01-05T09:30:00.000Z', event };
    events.push(stamped);
    publish(`runs.events ${runId}`, stamped);
    if (event.type === 'metric') update(runId, { epochsDone: event.epoch, seconds: event.seconds });
    if (event.type === 'cancelled') update(runId, { state: 'cancelled' });
    if (event.type === 'failed') update(runId, { state: 'failed' });
    if (event.type === 'succeeded') {
      const { coco, operatingPoint } = evaluationSummary(find(before.dataset.name), 'test');
      const { precision, recall, falsePositivesPerImage } = operatingPoint;
      const metrics = {
        split: 'test',
        AP: coco.AP,
        AP50: coco.AP50,
        precision,
        recall,
        falsePositivesPerImage,
      };
      update(runId, { state: 'succeeded', metrics, evaluations: ['test', 'val'] });
    }
  };
  const play = (runId: string, epochs: number): void => {
    if (eventMs === null) return;
    const events = trainingEvents(runId, epochs);
    const timer = setInterval(() => {
      const next = events.next();
      if (next.done === true || findRun(runId).record.state !== 'running') clearInterval(timer);
      else emit(runId, next.value);
    }, eventMs);
  };

  const answers: { readonly [P in keyof Api]: Api[P] } = {
    'system.info': () => ({
      version: '0.1.0',
      engine: {
        backend: 'tensorflow',
        label: 'TensorFlow 2.21',
        detail: 'CPU, 2 threads',
        reason: 'No NVIDIA GPU was found, so the processor does the work.',
        hint: null,
      },
      runsDirectory: '/home/me/runs',
      home: '/home/me',
    }),
    'system.folders': ({ path }) => {
      const at = (path ?? '/data').replace(/\/+$/, '') || '/';
      if (at !== '/data' && at !== '/') {
        throw new UserError({
          code: 'folder-not-found',
          message: `There is no folder ${at}.`,
          hint: 'Check the spelling, or browse from /data.',
        });
      }
      const names = at === '/' ? [{ name: 'data', root: '/data' }] : datasets;
      const folders = names.map(({ name, root }) => ({ name, path: root, looksLikeDataset: at !== '/' }));
      return { path: at, parent: at === '/' ? null : '/', folders };
    },
    'dataset.open': ({ root }) => {
      const dataset = datasets.find((candidate) => candidate.root === root.replace(/\/+$/, ''));
      if (dataset !== undefined) return open(dataset);
      throw new UserError({
        code: 'dataset-not-found',
        message: `There is no folder ${root}.`,
        hint: 'Check the spelling, or choose a folder from the list.',
      });
    },
    'dataset.openSample': () => open(datasets[0]!),
    'dataset.close': ({ datasetId }) => {
      opened.delete(datasetId);
      publishOpened();
      return null;
    },
    'dataset.opened': () => [...opened.values()],
    'dataset.summary': ({ datasetId }) => summarise(find(datasetId)),
    'dataset.images': (input) => listImages(find(input.datasetId), input),
    'dataset.image': ({ datasetId, imageId }) => ({
      record: record(find(datasetId), imageId),
      problems: find(datasetId).problems.filter((problem) => problem.imageId === imageId),
    }),
    'training.preview': ({ datasetId, recipe }) => previewRecipe(find(datasetId), recipeSchema.parse(recipe)),
    'training.start': ({ datasetId, recipe: input, from }) => {
      const recipe = recipeSchema.parse(input);
      const runId = `run-${runs.size + 1}`;
      const parent =
        from === undefined
          ? null
          : ({
              runId: from,
              directory: `/home/me/runs/${from}`,
              checkpoint: 'best-ap',
              transfer: null,
            } as const);
      const run = { ...startedRun(find(datasetId), recipe, runId, new Date().toISOString()), parent };
      runs.set(runId, { record: run, recipe, events: [] });
      publishRuns();
      play(runId, recipe.schedule.epochs);
      return run;
    },
    'training.stop': ({ runId }) => {
      emit(runId, { type: 'cancelled', seconds: findRun(runId).record.seconds });
      return null;
    },
    'training.resume': ({ runId }) => {
      update(runId, { state: 'running' });
      play(runId, findRun(runId).record.epochs);
      return findRun(runId).record;
    },
    ...memoryAnchors(find),
    'runs.list': runRecords,
    'runs.get': ({ runId }) => ({
      record: findRun(runId).record,
      recipe: findRun(runId).recipe,
      recipeYaml: Object.entries(findRun(runId).recipe)
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
        .join('\n'),
      datasetId: findRun(runId).record.dataset.name,
      datasetThere: true,
      directory: `/home/me/runs/${findRun(runId).record.dataset.name}/${runId}`,
    }),
    'runs.events': () => {
      throw new Error('runs.events is answered by subscribe');
    },
    'runs.delete': ({ runId }) => {
      runs.delete(runId);
      publishRuns();
      return null;
    },
    'evaluation.start': ({ runId, split }) => {
      update(runId, { evaluations: [...findRun(runId).record.evaluations, split] });
      return null;
    },
    'evaluation.summary': ({ runId, split }) => evaluationSummary(datasetOfRun(runId), split),
    'evaluation.recount': ({ runId, split, settings }) => recount(datasetOfRun(runId), split, settings),
    ...ONLY_BY_SERVER,
    'evaluation.ledger': ({ before, after }) => {
      findRun(before.runId);
      return compareInMemory(datasetOfRun(after.runId), after.split, before.settings, after.settings);
    },
    'evaluation.objectness': ({ runId, imageId }) => {
      const dataset = datasetOfRun(runId);
      return objectnessMaps(evaluationImage(dataset.name, dataset, record(dataset, imageId)));
    },
    'evaluation.image': ({ runId, imageId }) => {
      const dataset = datasetOfRun(runId);
      return evaluationImage(dataset.name, dataset, record(dataset, imageId));
    },
    ...memoryMarks(publish),
  };

  const answer = async (path: keyof Api, input: unknown): Promise<never> => {
    calls.push(path);
    await (latencyMs > 0 ? new Promise((resolve) => setTimeout(resolve, latencyMs)) : Promise.resolve());
    return (answers[path] as (value: unknown) => unknown)(input) as never;
  };
  if (openAtStart) datasets.forEach(open);

  return {
    calls,
    emit,
    query: answer,
    mutate: answer,
    subscribe(path, input, onData) {
      const runId = path === 'runs.events' ? (input as { runId: string }).runId : null;
      const datasetId = path === 'marks.list' ? (input as { datasetId: string }).datasetId : null;
      const about = runId ?? datasetId;
      const topic = about === null ? path : `${path} ${about}`;
      const topicListeners = listeners.get(topic) ?? new Set();
      listeners.set(topic, topicListeners.add(onData));
      if (runId === null) onData((answers[path] as (value: unknown) => never)(input));
      else {
        const { fromSequence } = input as { fromSequence: number };
        for (const event of [...findRun(runId).events])
          if (event.sequence >= fromSequence) onData(event as never);
      }
      return () => topicListeners.delete(onData);
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      listener(true);
      return () => connectionListeners.delete(listener);
    },
    setConnected: (connected) => connectionListeners.forEach((listener) => listener(connected)),
    addRun(run, recipe, events = []) {
      runs.set(run.runId, { record: run, recipe, events: [...events] });
      publishRuns();
    },
  };
}
