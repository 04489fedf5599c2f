// Tests of the anchor lab: figures on every move and exact ones after it, steps of undo, text, locks, comparisons.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Api } from '../../../contract/api.ts';
import { recipeSchema, type BranchRecipe } from '../../../contract/recipe.ts';
import { blobDataset } from '../../testing/blob-dataset.ts';
import { createMemoryClient } from '../../testing/in-memory-client.ts';
import { startedRun } from '../../testing/in-memory-training.ts';
import { RecipeDraft } from '../recipe-draft.svelte.ts';
import { AnchorLab } from './anchor-lab.svelte.ts';
import { anchorOpinions } from './anchor-opinions.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DATASET = blobDataset(60);
async function setUp() {
  const client = createMemoryClient([DATASET]);
  const values = new Map<string, string>();
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
  const draft = new RecipeDraft(client, 'blobs', storage);
  await vi.runAllTimersAsync();
  const lab = new AnchorLab(client, draft);
  lab.update(null);
  await vi.runAllTimersAsync();
  return { client, draft, lab, editor: lab.editor };
}
const anchor = (lab: AnchorLab, number: number) => lab.editor.anchors[number - 1]!;

test('figures follow an edit at once, from bins, and become exact when they are asked for', async () => {
  const { client, lab } = await setUp();
  await lab.makeExact();
  expect(lab.isExact).toBe(true);
  const before = lab.figures!.fit.meanBestIou;
  client.calls.length = 0;
  lab.editor.resize(anchor(lab, 6), 3, 250);
  expect(client.calls).toEqual([]);
  expect(lab.isExact).toBe(false);
  expect(lab.figures!.fit.meanBestIou).toBeLessThan(before);
  expect(lab.figures!.collisions).toBeNull();
  expect(lab.share(anchor(lab, 6))).toMatchObject({ positives: 0 });
  const live = lab.figures!.fit.meanBestIou;
  await lab.makeExact();
  expect(lab.isExact).toBe(true);
  expect(lab.figures!.collisions).toEqual({ all: 0, lost: 0 });
  expect(lab.figures!.fit.meanBestIou).toBeCloseTo(live, 2);
  expect(lab.figures!.fit.meanBestIou).not.toBe(live);
});

test('an exact answer that comes after another edit is not shown', async () => {
  const { lab } = await setUp();
  const answered = lab.makeExact();
  lab.editor.resize(anchor(lab, 1), 77, 78);
  await answered;
  expect(lab.isExact).toBe(false);
});

test('sizes are asked for once for an input, whatever happens to the anchors', async () => {
  const { client, lab, draft } = await setUp();
  client.calls.length = 0;
  lab.editor.resize(anchor(lab, 1), 30, 30);
  await vi.runAllTimersAsync();
  lab.update(null);
  await vi.runAllTimersAsync();
  expect(client.calls).not.toContain('anchors.sizes');
  draft.set('input.width', 416);
  await vi.runAllTimersAsync();
  lab.update(null);
  await vi.runAllTimersAsync();
  expect(client.calls).toContain('anchors.sizes');
  expect(lab.objects.answer.value?.input.width).toBe(416);
});

test('one drag is one step of undo, however long it takes', async () => {
  const { draft, editor, lab } = await setUp();
  const { width } = anchor(lab, 2);
  editor.startDrag();
  for (let side = 40; side < 60; side++) {
    editor.resize(anchor(lab, 2), side, side);
    await vi.advanceTimersByTimeAsync(1000);
  }
  editor.endDrag();
  expect(anchor(lab, 2)).toMatchObject({ width: 59, height: 59 });
  draft.undo();
  expect(anchor(lab, 2).width).toBe(width);
  expect(draft.canUndo).toBe(false);
  draft.redo();
  expect(anchor(lab, 2).width).toBe(59);
});

test('the selection follows an anchor that is added, copied, moved or removed', async () => {
  const { editor, lab } = await setUp();
  editor.add({ width: 61, height: 62 }, 16);
  expect(editor.selectedAnchor).toMatchObject({ stride: 16, width: 61, height: 62 });
  editor.duplicate(editor.selectedAnchor!);
  expect(editor.selectedAnchor!.width).toBeCloseTo(61 * 1.15, 1);
  editor.move(editor.selectedAnchor!, 8);
  expect(editor.selectedAnchor).toMatchObject({ stride: 8, index: 0, number: 1 });
  const count = editor.anchors.length;
  editor.remove(editor.selectedAnchor!);
  expect(editor.anchors).toHaveLength(count - 1);
  expect(editor.selectedAnchor).toEqual(anchor(lab, 1));
  editor.select(anchor(lab, count - 1));
  editor.selectNext(1);
  expect(editor.selectedAnchor!.number).toBe(1);
});

test('a locked anchor is not changed, and clustering leaves it where it is', async () => {
  const { editor, lab, draft } = await setUp();
  editor.resize(anchor(lab, 1), 21, 23);
  const locked = anchor(lab, 1);
  editor.toggleHeld(locked);
  editor.resize(locked, 90, 90);
  editor.remove(locked);
  editor.move(locked, 32);
  expect(anchor(lab, 1)).toEqual(locked);
  lab.clustering.chosenCount = 4;
  await lab.clustering.run();
  expect(lab.clustering.error).toBeNull();
  expect(editor.anchors).toHaveLength(4);
  expect(editor.anchors).toContainEqual(
    expect.objectContaining({ stride: locked.stride, width: 21, height: 23 }),
  );
  draft.undo();
  expect(anchor(lab, 1)).toEqual(locked);
});

test('a number of anchors that cannot be is refused in words', async () => {
  const { lab } = await setUp();
  const { clustering } = lab;
  clustering.chosenCount = 0;
  expect(clustering.countError).toContain('from 1 to 64');
  clustering.chosenCount = 5;
  expect(clustering.countError).toBeNull();
  lab.editor.toggleHeld(anchor(lab, 1));
  lab.editor.toggleHeld(anchor(lab, 2));
  clustering.chosenCount = 1;
  expect(clustering.countError).toBe('2 anchors are locked: at least as many.');
});

test('Darknet text goes out and comes in again; without masks it is dealt out by size', async () => {
  const { editor, draft } = await setUp();
  const before = draft.branches;
  const text = editor.text;
  expect(editor.paste('10,13, 20,22, 90,80, 120,130')).toEqual([]);
  expect(draft.branches).toMatchObject([
    {
      stride: 32,
      anchors: [
        [90, 80],
        [120, 130],
      ],
    },
    {
      stride: 16,
      anchors: [
        [10, 13],
        [20, 22],
      ],
    },
  ]);
  editor.paste(text);
  expect(draft.branches).toEqual(before);
  expect(editor.paste('64,64')).toEqual([32]);
  expect(() => editor.paste('10,13, x,4')).toThrow('"x" is no number');
  expect(draft.branches).toMatchObject([{ stride: 16, anchors: [[64, 64]] }]);
});

test('changes are measured against what was opened, or against a run at the present input', async () => {
  const { client, editor, lab } = await setUp();
  editor.resize(anchor(lab, 6), 3, 250);
  expect(lab.figuresBefore!.fit.meanBestIou).toBeGreaterThan(lab.figures!.fit.meanBestIou);
  expect(lab.hollow).toHaveLength(1);
  const branches: BranchRecipe[] = [{ stride: 16, anchors: [[20, 30]] }];
  const recipe = recipeSchema.parse({ input: { width: 160, height: 128 }, network: { branches } });
  client.addRun(startedRun(DATASET, recipe, 'r1', '2026-01-01T00:00:00.000Z'), recipe);
  lab.update('r1');
  await vi.runAllTimersAsync();
  expect(lab.before).toEqual([{ stride: 16, anchors: [[40, 60]] }]);
  expect(lab.costChange!.candidatesPerImage).toBeGreaterThan(0);
  lab.update(null);
  expect(lab.before).toHaveLength(2);
});

test('each opinion that can act does: a dead anchor goes where the fit rises most', async () => {
  const { editor, lab } = await setUp();
  editor.resize(anchor(lab, 6), 3, 250);
  const dead = lab.figures!.fit.meanBestIou;
  const opinion = anchorOpinions(lab).find(({ text }) => text.includes('is dead'))!;
  expect(opinion.anchor).toMatchObject({ number: 6 });
  opinion.action!.run();
  expect(lab.share(anchor(lab, 6))!.positives).toBeGreaterThan(0);
  expect(lab.figures!.fit.meanBestIou).toBeGreaterThan(dead);
  editor.resize(anchor(lab, 5), anchor(lab, 4).width + 1, anchor(lab, 4).height);
  expect(anchorOpinions(lab).some(({ text }) => text.includes('nearly coincide'))).toBe(true);
});

test('a page without an answer shows why, and asks again', async () => {
  const { client, draft } = await setUp();
  const broken = { ...client, query: () => Promise.reject(new Error('lost')) } as typeof client;
  const lab = new AnchorLab(broken, draft);
  lab.update(null);
  await vi.runAllTimersAsync();
  expect(lab.objects.answer.error?.message).toContain('lost');
  expect(lab.figures).toBeNull();
  let asked: keyof Api | null = null;
  broken.query = (path) => {
    asked = path;
    return Promise.reject(new Error('lost'));
  };
  lab.update(null);
  expect(asked).toBe('anchors.sizes');
});
