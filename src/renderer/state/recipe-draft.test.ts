// Tests of the recipe draft: only differences are kept, errors stand at their field, undo, anchors follow the input size.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { blobDataset } from '../testing/blob-dataset.ts';
import { createMemoryClient } from '../testing/in-memory-client.ts';
import { RecipeDraft } from './recipe-draft.svelte.ts';

function memoryStorage() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}
const setUp = (storage = memoryStorage()) => {
  const client = createMemoryClient([blobDataset(30)]);
  return { client, draft: new RecipeDraft(client, 'blobs', storage), storage };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('keeps what differs from the defaults, and a new page finds it', () => {
  const { draft, storage } = setUp();
  draft.set('schedule.epochs', 3);
  draft.set('optimizer.learningRate', 0.02);
  draft.set('optimizer.learningRate', 0.01); // The default again.
  expect(draft.overrides).toEqual({ schedule: { epochs: 3 } });
  expect(draft.recipe?.schedule.epochs).toBe(3);
  expect(setUp(storage).draft.overrides).toEqual({ schedule: { epochs: 3 } });
});

test('remembers whose recipe it was, and asks anew for the weights of another', () => {
  const { draft, storage } = setUp();
  draft.replace({ seed: 4 }, { runId: 'a', name: 'slim-320' });
  draft.setFromWeights(true);
  draft.replace({ seed: 5 }); // As YAML: still that run's.
  const { draft: again } = setUp(storage);
  expect([again.origin, again.fromWeights]).toEqual([{ runId: 'a', name: 'slim-320' }, true]);
  again.replace({ seed: 6 }, { runId: 'b', name: 'slim-416' });
  expect([again.origin?.runId, again.fromWeights]).toEqual(['b', false]);
});

test('says what is wrong at the field, by the schema and by the server', async () => {
  const { draft } = setUp();
  draft.set('schedule.epochs', -1);
  expect(draft.recipe).toBeNull();
  expect(draft.errorAt('schedule.epochs')).toBeDefined();
  draft.set('schedule.epochs', 5);
  draft.set('input.width', 330);
  expect(draft.errors.size).toBe(0);
  await vi.runAllTimersAsync();
  expect(draft.errorAt('input.width')).toContain('330');
  expect(draft.errorAt('input.height')).toBeUndefined();
});

test("an edit of an anchor makes the anchors the person's own; undo and re-clustering give them back", async () => {
  const { draft } = setUp();
  await vi.runAllTimersAsync();
  const clustered = draft.branches!;
  draft.setBranches(clustered.map((branch) => ({ ...branch, anchors: [[10, 12]] })));
  expect(draft.anchorsAreOwn).toBe(true);
  await vi.runAllTimersAsync();
  expect(draft.preview.value?.recipe.network.branches[0]?.anchors).toEqual([[10, 12]]);
  draft.undo();
  expect(draft.anchorsAreOwn).toBe(false);
  draft.redo();
  expect(draft.branches?.[0]?.anchors).toEqual([[10, 12]]);
  draft.clusterAnchors();
  expect(draft.overrides).toEqual({});
});

test('own anchors follow the input width, and sizes passed through while typing leave nothing behind', () => {
  const { draft } = setUp();
  draft.setBranches([{ stride: 32, anchors: [[57, 19.8]] }]);
  for (const typed of [6, 64, 640]) draft.set('input.width', typed);
  expect(draft.branches).toEqual([{ stride: 32, anchors: [[114, 39.6]] }]);
  draft.set('input.width', 320);
  expect(draft.branches).toEqual([{ stride: 32, anchors: [[57, 19.8]] }]);
});

test('of many quick changes the server is asked about the last one', async () => {
  const { client, draft } = setUp();
  await vi.runAllTimersAsync();
  client.calls.length = 0;
  for (let epochs = 1; epochs <= 20; epochs++) draft.set('schedule.epochs', epochs);
  await vi.runAllTimersAsync();
  expect(client.calls).toEqual(['training.preview']);
  expect(draft.preview.value?.recipe.schedule.epochs).toBe(20);
});
