// Trainings on a small dataset, from the first event to the files that they leave.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEventPayload } from '../contract/job-events.ts';
import type { RunFolder } from '../storage/runs/run-folder.ts';
import { followToEnd, makeSampleFolder, newTraining, smallRecipe, typesOf } from './testing/sample-runs.ts';

let root: string;
let dataset: string;
let remove: () => Promise<void>;
/** An uninterrupted training, which the other tests look at or compare with. */
let straight: { folder: RunFolder; events: JobEventPayload[] };

beforeAll(async () => {
  ({ root, dataset, remove } = await makeSampleFolder());
  const { folder, spec } = await newTraining(root, dataset, smallRecipe());
  straight = { folder, events: await followToEnd(spec) };
});
afterAll(() => remove());

const ofType = <T extends JobEventPayload['type']>(events: readonly JobEventPayload[], type: T) =>
  events.filter((event): event is Extract<JobEventPayload, { type: T }> => event.type === type);

describe('a training', () => {
  it('tells of its start, its epochs with their checkpoints, and its end, in this order', () => {
    const types = typesOf(straight.events);
    expect(types[0]).toBe('started');
    expect(types.slice(-2)).toEqual(['timing', 'succeeded']);
    const steady = types.filter((type) => type !== 'best-ap' && type !== 'best-fp');
    expect(steady).toEqual([
      'started',
      'metric',
      'last',
      'metric',
      'last',
      'metric',
      'last',
      'timing',
      'succeeded',
    ]);
    const phases = ofType(straight.events, 'progress').map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(['prepare', 'train', 'validate', 'evaluate']);
  });

  it('validates every second epoch and after the last', () => {
    const metrics = ofType(straight.events, 'metric');
    expect(metrics.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 3],
      [2, 6],
      [3, 9],
    ]);
    expect(metrics.map(({ validation }) => validation?.split)).toEqual([undefined, 'val', 'val']);
    for (const { losses, branches } of metrics) {
      expect(losses.total).toBeCloseTo(losses.box + losses.objectness + losses.class + losses.sigma, 6);
      expect(branches.map(({ stride }) => stride)).toEqual([32, 16]);
    }
  });

  it('leaves a folder of plain files', async () => {
    const files = (await readdir(straight.folder.directory, { recursive: true })).map((file) =>
      file.replaceAll('\\', '/'),
    );
    expect(files).toEqual(
      expect.arrayContaining([
        'recipe.yaml',
        'run.json',
        'journal.jsonl',
        'metrics.csv',
        'checkpoints/last.safetensors',
        'checkpoints/best-ap.safetensors',
        'evaluations/test/summary.json',
        'evaluations/test/candidates.arrow',
        'evaluations/test/predictions.coco.json',
        'evaluations/test/ground-truth.coco.json',
      ]),
    );
    expect(files.filter((file) => file.includes('.tmp') || file.includes('partial'))).toEqual([]);
  });

  it('writes a row of metrics an epoch', async () => {
    const text = await readFile(join(straight.folder.directory, 'metrics.csv'), 'utf8');
    const [header, ...rows] = text.trimEnd().split('\n');
    expect(header).toMatch(/^epoch,step,/);
    expect(rows.map((row) => row.split(',', 2).map(Number))).toEqual([
      [1, 3],
      [2, 6],
      [3, 9],
    ]);
  });

  it('holds as many tensors after its last epoch as after its first, and records its peak of memory', async () => {
    const memory = straight.events.flatMap((event) => (event.type === 'metric' ? [event.memory!] : []));
    expect(memory).toHaveLength(3);
    expect(new Set(memory.map(({ tensors }) => tensors)).size).toBe(1);
    const { peakBytes, device } = await straight.folder.readRecord();
    expect(peakBytes).toBe(memory.at(-1)!.peakBytes);
    expect(device).toBe('CPU, 1 thread');
  });

  it('keeps every event in the journal', async () => {
    const journal = await straight.folder.readEvents();
    expect(journal.map(({ event }) => event)).toEqual(straight.events);
    expect(journal.map(({ sequence }) => sequence)).toEqual(journal.map((_, i) => i + 1));
  });

  it('has a record with the numbers of the test split, and carries the metric in its name', async () => {
    const record = await straight.folder.readRecord();
    expect(record).toMatchObject({
      state: 'succeeded',
      backend: 'wasm',
      epochs: 3,
      epochsDone: 3,
      pid: null,
      error: null,
      evaluations: ['test'],
      metrics: { split: 'test' },
    });
    expect(record.name).toMatch(/^slim-64-w0\.125-a6-s32\+16(-\w+)*-mAP50=\d\.\d\d-FPI=\d+\.\d$/);
    const summary = await straight.folder.readEvaluationSummary('test');
    expect(summary).toMatchObject({ split: 'test', images: 2 });
    expect(summary.coco.AP50).toBe(record.metrics!.AP50);
  });

  it('has a recipe without a single auto', async () => {
    const recipe = await straight.folder.readRecipe();
    expect(recipe).toMatchObject({
      data: { train: ['train'], validation: 'val', test: 'test' },
      input: { width: 64, height: 64 },
      network: { strides: [32, 16] },
    });
    expect(await straight.folder.readRecipeText()).not.toMatch(/: auto$/m);
  });
});

describe('a training that is cancelled', () => {
  it('keeps its last state, and resumed ends with the very bytes of one that was not', async () => {
    const { folder, spec } = await newTraining(root, dataset, smallRecipe());
    const isFirstStep = (event: JobEventPayload) => event.type === 'progress' && event.phase === 'train';
    const events = await followToEnd(spec, isFirstStep);
    expect(typesOf(events)).toEqual(['started', 'last', 'cancelled']);
    expect(await folder.readRecord()).toMatchObject({ state: 'cancelled', epochsDone: 0, pid: null });

    const recipe = await folder.readRecipe();
    const isSecondEpoch = (event: JobEventPayload) => event.type === 'metric' && event.epoch === 2;
    const more = await followToEnd({ ...spec, recipe, resume: true }, isSecondEpoch);
    expect(more.at(-1)!.type).toBe('cancelled');

    const rest = await followToEnd({ ...spec, recipe, resume: true });
    expect(rest.at(-1)!.type).toBe('succeeded');
    for (const kind of ['last', 'best-ap'] as const)
      expect(
        Buffer.compare(await folder.readCheckpoint(kind), await straight.folder.readCheckpoint(kind)),
        kind,
      ).toBe(0);
    const losses = async (run: RunFolder) =>
      (await run.readEvents()).flatMap(({ event }) => (event.type === 'metric' ? [event.losses] : [])).at(-1);
    expect(await losses(folder)).toEqual(await losses(straight.folder));
    const rows = await readFile(join(folder.directory, 'metrics.csv'), 'utf8');
    expect(rows.trimEnd().split('\n')).toHaveLength(4);
  });

  it('ends as cancelled also when it is cancelled before its first step', async () => {
    const { folder, spec } = await newTraining(root, dataset, smallRecipe());
    const events = await followToEnd(spec, (event) => event.type === 'progress');
    expect(events.at(-1)!.type).toBe('cancelled');
    expect((await folder.readRecord()).state).toBe('cancelled');
  });
});

describe('a training that diverges', () => {
  it('says so, fails, and keeps the last good checkpoint', async () => {
    // The rate explodes where the second of two epochs begins.
    const recipe = smallRecipe({
      schedule: { epochs: 2, kind: 'multi-step', milestones: [0.5], gamma: 1e36 },
    });
    const { folder, spec } = await newTraining(root, dataset, recipe);
    const events = await followToEnd(spec);
    expect(typesOf(events)).toEqual(['started', 'metric', 'last', 'diverged', 'failed']);
    expect(events.at(-1)).toMatchObject({ code: 'diverged' });
    expect((events.at(-1) as { message: string }).message).toContain('The last good checkpoint is kept.');
    expect(await folder.hasCheckpoint('last')).toBe(true);
    expect(await folder.readRecord()).toMatchObject({ state: 'diverged', epochsDone: 1 });
  });

  it('does not speak of a checkpoint where there is none', async () => {
    const { folder, spec } = await newTraining(
      root,
      dataset,
      smallRecipe({ optimizer: { learningRate: 1e36 } }),
    );
    const failed = (await followToEnd(spec)).at(-1) as { message: string };
    expect(failed.message).toContain('There is no checkpoint yet.');
    expect(await folder.hasCheckpoint('last')).toBe(false);
  });
});

it('refuses a network that WebAssembly cannot hold, before anything is trained', async () => {
  const { spec } = await newTraining(root, dataset, smallRecipe({ network: { preset: 'yolov3-spp' } }));
  expect((await followToEnd(spec)).at(-1)).toMatchObject({ type: 'failed', code: 'network-too-large' });
});
