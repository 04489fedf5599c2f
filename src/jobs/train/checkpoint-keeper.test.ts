// Which weights are kept: the last always, the others by merit.
import { expect, it } from 'vitest';
import type { JobEventPayload, ValidationMetrics } from '../../contract/job-events.ts';
import type { Network } from '../../core/network/layer.ts';
import { recipeSchema } from '../../contract/recipe.ts';
import { parameterLayout } from '../../engine/network/parameters.ts';
import { decodeCheckpoint } from '../../engine/weights/checkpoint.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { withTemporaryFolder } from '../../storage/runs/testing/example-run.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';

const network: Network = {
  input: { width: 8, height: 8 },
  layers: [
    {
      kind: 'convolutional',
      filters: 6,
      size: 1,
      stride: 1,
      pad: 0,
      batchNormalize: false,
      activation: 'linear',
    },
    { kind: 'yolo', anchors: [{ width: 4, height: 4 }], classes: 1, gaussian: false, scaleXY: 1 },
  ],
};
const about = {
  network,
  classes: ['cell'],
  pixels: { mean: [0, 0, 0], standardDeviation: [1, 1, 1] },
} as const;

/** A state whose averaged weights say at which epoch they were. */
function stateAt(epoch: number) {
  const { parameterCount } = parameterLayout(network);
  const vector = () => new Float32Array(parameterCount).fill(epoch);
  return {
    step: epoch,
    parameters: vector(),
    average: vector(),
    statistics: new Float32Array(0),
    first: vector(),
    second: new Float32Array(0),
  };
}

const validation = (AP: number, recall: number, falsePositivesPerImage: number): ValidationMetrics => ({
  split: 'val',
  AP,
  AP50: AP,
  precision: 0,
  recall,
  falsePositivesPerImage,
});

const inRun = (use: (folder: RunFolder) => Promise<void>) =>
  withTemporaryFolder(async (root) => {
    const dataset = { name: 'cells', root, fingerprint: 'x', classes: ['cell'] };
    await use(await createRun(root, { dataset, recipe: recipeSchema.parse({}), versions: {} }));
  });

const savedEpoch = async (folder: RunFolder, kind: 'best-ap' | 'best-fp') =>
  decodeCheckpoint(await folder.readCheckpoint(kind), kind).detector.parameters[0];

it('gives each title to the best so far, and none to what only equals it', () =>
  inRun(async (folder) => {
    const keeper = new CheckpointKeeper(folder, about);
    const history = [
      { metrics: validation(0, 0, 0), won: ['best-ap'] }, // found nothing: no merit in having no false positive
      { metrics: validation(0.3, 0.5, 4), won: ['best-ap', 'best-fp'] },
      { metrics: validation(0.3, 0.6, 4), won: [] },
      { metrics: validation(0.2, 0.4, 1), won: ['best-fp'] },
      { metrics: validation(0.4, 0.6, 2), won: ['best-ap'] },
    ];
    for (const [epoch, { metrics, won }] of history.entries()) {
      const events = await keeper.saveBest(epoch, stateAt(epoch), metrics);
      expect(events).toEqual(
        won.map((kind) => ({ type: 'checkpoint', kind, epoch, file: `checkpoints/${kind}.safetensors` })),
      );
    }
    expect(await savedEpoch(folder, 'best-ap')).toBe(4);
    expect(await savedEpoch(folder, 'best-fp')).toBe(3);
  }));

const metric = (epoch: number, metrics: ValidationMetrics): JobEventPayload => ({
  type: 'metric',
  epoch,
  step: epoch,
  seconds: 1,
  learningRate: 1,
  imagesPerSecond: 1,
  losses: { total: 0, box: 0, objectness: 0, class: 0, sigma: 0 },
  branches: [],
  validation: metrics,
});

it('knows the titles of the epochs before a resume', () =>
  inRun(async (folder) => {
    const first = validation(0.5, 0.5, 1);
    await folder.appendEvent(metric(1, first));
    for (const event of await new CheckpointKeeper(folder, about).saveBest(1, stateAt(1), first))
      await folder.appendEvent(event);
    const keeper = new CheckpointKeeper(folder, about);
    await keeper.recall();
    expect(await keeper.saveBest(2, stateAt(2), validation(0.4, 0.5, 2))).toEqual([]);
    expect(await keeper.saveBest(3, stateAt(3), validation(0.6, 0.5, 2))).toMatchObject([
      { kind: 'best-ap' },
    ]);
  }));

it('gives a title again to an epoch that is repeated because the training died before its checkpoint', () =>
  inRun(async (folder) => {
    await folder.appendEvent(metric(1, validation(0.5, 0.5, 1)));
    const keeper = new CheckpointKeeper(folder, about);
    await keeper.recall();
    expect(await keeper.saveBest(1, stateAt(1), validation(0.5, 0.5, 1))).toMatchObject([
      { kind: 'best-ap' },
      { kind: 'best-fp' },
    ]);
  }));

it('keeps what resuming needs in the last alone', () =>
  inRun(async (folder) => {
    const keeper = new CheckpointKeeper(folder, about);
    await keeper.saveLast(7, stateAt(7));
    await keeper.saveBest(7, stateAt(7), validation(0.5, 0.5, 1));
    const read = async (kind: 'last' | 'best-ap') =>
      decodeCheckpoint(await folder.readCheckpoint(kind), kind);
    expect((await read('last')).training).toEqual(stateAt(7));
    expect((await read('best-ap')).training).toBeNull();
  }));
