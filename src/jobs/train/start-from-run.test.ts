// Trainings from the weights of another run: what they begin with, what their record says, resuming them, and weights that
// cannot be had.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEventPayload } from '../../contract/job-events.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { Network } from '../../core/network/layer.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../engine/weights/checkpoint.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { asParent } from '../../storage/runs/run-weights.ts';
import { followToEnd, makeSampleFolder, newTraining, smallRecipe } from '../testing/sample-runs.ts';
import { readParent } from './start-from-run.ts';

let root: string;
let dataset: string;
let remove: () => Promise<void>;
let source: RunFolder;
let recipe: Recipe;

beforeAll(async () => {
  ({ root, dataset, remove } = await makeSampleFolder());
  const started = await newTraining(root, dataset, smallRecipe());
  source = started.folder;
  await followToEnd(started.spec);
  recipe = await source.readRecipe();
});
afterAll(() => remove());

/** A training that starts from the source. A learning rate next to nothing shows what it began with. */
async function trainingFrom(changed: Recipe, resume = false) {
  const { folder, spec } = await newTraining(root, dataset, {
    ...changed,
    schedule: { ...changed.schedule, epochs: 1 },
    optimizer: { ...changed.optimizer, learningRate: 1e-12 },
  });
  await folder.updateRecord({ parent: await asParent(source, 'best') });
  return { folder, spec: { ...spec, resume } };
}

const messagesOf = (events: readonly JobEventPayload[]) =>
  events.flatMap((event) => (event.type === 'log' ? [event.message] : []));

describe('a training from the weights of a run', () => {
  it('begins with them, and says what it took', async () => {
    const { folder, spec } = await trainingFrom(recipe);
    const events = await followToEnd(spec);
    expect(events.at(-1)!.type).toBe('succeeded');
    const { runId } = await source.readRecord();
    expect(messagesOf(events)).toContainEqual(
      expect.stringMatching(
        new RegExp(`^Weights of run ${runId} \\(best-ap\\): .* 0 new; 100.0 % of the numbers\\.$`),
      ),
    );
    const { parent } = await folder.readRecord();
    expect(parent).toMatchObject({ runId, checkpoint: 'best-ap', transfer: { share: 1, fresh: 0 } });
    const [began, weights] = await Promise.all(
      [folder, source].map(async (run) => {
        const kind = run === source ? 'best-ap' : 'last';
        return decodeCheckpoint(await run.readCheckpoint(kind), kind).detector.parameters;
      }),
    );
    expect(Math.max(...began!.map((value, i) => Math.abs(value - weights![i]!)))).toBeLessThan(1e-6);
  });

  it('adapts the heads to other anchors and takes a new branch anew', async () => {
    const { folder, spec } = await trainingFrom({
      ...recipe,
      network: {
        ...recipe.network,
        strides: [32, 16, 8],
        branches: [
          { stride: 32, anchors: [[30, 30]] },
          { stride: 16, anchors: [[12, 12]] },
          { stride: 8, anchors: [[6, 6]] },
        ],
      },
    });
    const events = await followToEnd(spec);
    expect(events.at(-1)!.type).toBe('succeeded');
    const { transfer } = (await folder.readRecord()).parent!;
    expect(transfer!.adaptedLayers).toEqual(['head.32.prediction', 'head.16.prediction']);
    expect(transfer!.freshLayers).toContain('head.8.prediction');
    expect(messagesOf(events).find((message) => message.startsWith('Weights'))).toContain(
      'adapted (head.32, head.16)',
    );
  });

  it('that is resumed before its first checkpoint takes them again, and afterwards its own', async () => {
    const { folder, spec } = await trainingFrom(recipe, true);
    const first = await followToEnd(spec);
    expect(messagesOf(first).some((message) => message.startsWith('Weights of run'))).toBe(true);
    const more = { ...spec.recipe, schedule: { ...spec.recipe.schedule, epochs: 2 } };
    const again = await followToEnd({ ...spec, recipe: more });
    expect(again.at(-1)!.type).toBe('succeeded');
    expect(messagesOf(again).some((message) => message.startsWith('Weights of run'))).toBe(false);
    expect(again.filter(({ type }) => type === 'metric')).toHaveLength(1);
    expect((await folder.readRecord()).parent!.transfer).toMatchObject({ share: 1 });
  });
});

describe('weights that are read', () => {
  it('have names also where they were written without, from the recipe beside them', async () => {
    const parent = await asParent(source, 'last');
    const { detector, training } = decodeCheckpoint(await source.readCheckpoint('last'), 'last');
    const nameless: Network = {
      ...detector.network,
      layers: detector.network.layers.map((layer) => {
        const copy: { role?: string } & typeof layer = { ...layer };
        delete copy.role;
        return copy;
      }),
    };
    const before = await source.readCheckpoint('last');
    await source.writeCheckpoint(
      'last',
      encodeCheckpoint({ ...detector, network: nameless }, training!, true),
    );
    expect(await readParent(parent)).toEqual(detector);
    await source.writeRecipe({ ...recipe, network: { ...recipe.network, preset: 'yolov3-tiny' } });
    await expect(readParent(parent)).rejects.toMatchObject({ code: 'checkpoint-unreadable' });
    await source.writeRecipe(recipe);
    await source.writeCheckpoint('last', before);
  });

  it('must be there and whole', async () => {
    const { folder: other, spec } = await newTraining(root, dataset, recipe);
    await expect(asParent(other, 'best')).rejects.toMatchObject({ code: 'checkpoint-not-found' });
    await other.writeCheckpoint('last', Uint8Array.of(1, 2, 3));
    const parent = await asParent(other, 'best');
    await expect(readParent(parent)).rejects.toMatchObject({ code: 'checkpoint-unreadable' });
    const { folder, spec: starting } = await newTraining(root, dataset, recipe);
    await folder.updateRecord({ parent });
    expect((await followToEnd(starting)).at(-1)).toMatchObject({
      type: 'failed',
      code: 'checkpoint-unreadable',
    });
    await rm(spec.runDirectory, { recursive: true });
    await expect(readParent(parent)).rejects.toMatchObject({ code: 'checkpoint-not-found' });
  });

  it('are not those of a run that was imported', async () => {
    const { folder } = await newTraining(root, dataset, recipe);
    await folder.updateRecord({ source: { kind: 'imported', file: '/x.json' } });
    await expect(asParent(folder, 'best')).rejects.toMatchObject({ code: 'run-has-no-network' });
  });
});
