// Tests of inspection: the page's own counts agree with the whole split's, thresholds act, false positives are toured.
import { expect, test } from 'vitest';
import { recipeSchema } from '../../contract/recipe.ts';
import { blobDataset } from '../testing/blob-dataset.ts';
import { createMemoryClient } from '../testing/in-memory-client.ts';
import { startedRun } from '../testing/in-memory-training.ts';
import { InspectedImage } from './inspected-image.svelte.ts';
import { orderImages } from './image-order.ts';
import { Marks } from './marks.svelte.ts';
import { Overlays } from './overlays.svelte.ts';
import { SplitEvaluation } from './split-evaluation.svelte.ts';
import { describePicked } from './verdict.ts';

async function open(settings = {}) {
  const dataset = blobDataset(60);
  const recipe = recipeSchema.parse({});
  const client = createMemoryClient([dataset]);
  const run = startedRun(dataset, recipe, 'a', '2026-01-05T09:30:00Z');
  client.addRun({ ...run, state: 'succeeded', evaluations: ['test'] }, recipe);
  const evaluation = new SplitEvaluation(client, new Marks(client));
  const inspected = new InspectedImage(client, evaluation);
  await evaluation.open('a', 'test', settings);
  return { client, evaluation, inspected };
}
test('what is open is not fetched again, but for another evaluation of the same split', async () => {
  const { client, evaluation } = await open();
  const fetched = () => client.calls.filter((path) => path === 'evaluation.summary').length;
  await evaluation.open('a', 'test', {});
  expect(fetched()).toBe(1);
  await evaluation.open('a', 'test', {}, 'made anew');
  expect(fetched()).toBe(2);
  expect(evaluation.isOpen('a', 'test', 'made anew')).toBe(true);
  expect(evaluation.isOpen('a', 'test')).toBe(false);
});

test('a duplicate of an unknown detector is not said to come from the same anchor', async () => {
  const { evaluation, inspected } = await open({ nmsIouThreshold: 1, scoreThreshold: 0.05 });
  let told = 0;
  for (const { imageId } of evaluation.recount!.images.slice(0, 20)) {
    await inspected.show('a', 'test', imageId);
    const image = inspected.source.value!;
    const scene = {
      image,
      candidates: inspected.candidates!,
      outcomes: inspected.outcomes!,
      settings: evaluation.settings!,
    };
    for (const { row, error } of scene.outcomes.detections) {
      if (error?.kind !== 'duplicate') continue;
      told++;
      const picked = { kind: 'candidate', row } as const;
      expect(describePicked(picked, scene).text).toMatch(/anchor|branch/);
      expect(describePicked(picked, { ...scene, image: { ...image, branches: [] } }).text).not.toMatch(
        /anchor|branch/,
      );
    }
  }
  expect(told).toBeGreaterThan(0);
});

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test('an image counted in the page agrees with the count of the whole split, at any setting', async () => {
  const { evaluation, inspected } = await open();
  for (const patch of [
    {},
    { scoreThreshold: 0.1 },
    { nmsIouThreshold: 0.8 },
    { matchIouThreshold: 0.75 },
    { maxDetections: 3 },
  ]) {
    evaluation.adjust(patch);
    await settled();
    for (const { imageId, tp, fp, fn } of evaluation.recount!.images) {
      await inspected.show('a', 'test', imageId);
      expect(inspected.outcomes?.counts).toEqual({ tp, fp, missed: fn });
    }
  }
});

test('of many slider positions only the first and the last are counted; reset goes back to the stored settings', async () => {
  const { client, evaluation } = await open();
  client.calls.length = 0;
  for (let score = 10; score <= 90; score++) evaluation.adjust({ scoreThreshold: score / 100 });
  expect(evaluation.stale).toBe(true);
  await settled();
  expect(client.calls).toHaveLength(2);
  expect(evaluation.recount?.operatingPoint.scoreThreshold).toBe(0.9);
  expect(evaluation.changed).toBe(true);
  evaluation.reset();
  await settled();
  expect(evaluation.changed).toBe(false);
  expect(evaluation.recount?.operatingPoint).toEqual(evaluation.opened?.operatingPoint);
});

test('a link with thresholds opens at them, with the stored ones as the measure of change', async () => {
  const { evaluation } = await open({ scoreThreshold: 0.7 });
  expect(evaluation.recount?.operatingPoint.scoreThreshold).toBe(0.7);
  expect(evaluation.opened?.operatingPoint.scoreThreshold).toBe(0.4);
});

test('false positives are toured by score, across images, and each has a verdict', async () => {
  const { evaluation, inspected } = await open();
  const images = orderImages(evaluation.recount!.images, 'fp', { fp: true, missed: false, search: '' });
  await inspected.show('a', 'test', images[0]!.imageId);
  let toured = 0;
  while (inspected.pickFalsePositive(1)) {
    toured += 1;
    const verdict = describePicked(inspected.picked!, {
      image: inspected.source.value!,
      candidates: inspected.candidates!,
      outcomes: inspected.outcomes!,
      settings: evaluation.settings!,
    });
    expect(verdict.title).toMatch(/^False positive: /);
  }
  expect(toured).toBe(images[0]!.fp);
  inspected.pickOnArrival('last');
  await inspected.show('a', 'test', images[1]!.imageId);
  expect(inspected.picked).toEqual({ kind: 'candidate', row: inspected.falsePositives.at(-1) });
});

test('a box is picked in the image that is shown next, and in the one that is shown already', async () => {
  const { evaluation, inspected } = await open();
  const [first, second] = evaluation.recount!.images;
  inspected.pickOnArrival({ kind: 'candidate', row: 3 });
  await inspected.show('a', 'test', first!.imageId);
  expect(inspected.picked).toEqual({ kind: 'candidate', row: 3 });
  inspected.pickOnArrival({ kind: 'groundTruth', index: 1 });
  await inspected.show('a', 'test', first!.imageId);
  expect(inspected.picked).toEqual({ kind: 'groundTruth', index: 1 });
  await inspected.show('a', 'test', second!.imageId);
  expect(inspected.picked).toBeNull();
});

test('what the pointer is on belongs to its image: in the next one nothing is pointed at', async () => {
  const { evaluation, inspected } = await open();
  const overlays = new Overlays(inspected);
  const [first, second] = evaluation.recount!.images;
  await inspected.show('a', 'test', first!.imageId);
  overlays.hovered = overlays.boxes[0]!.picked;
  expect(overlays.hovered).toEqual(overlays.boxes[0]!.picked);
  await inspected.show('a', 'test', second!.imageId);
  expect(overlays.hovered).toBeNull();
});

test('the verdict on a missed object proposes a score that finds it', async () => {
  const { evaluation, inspected } = await open({ scoreThreshold: 0.9 });
  for (const { imageId } of evaluation.recount!.images) {
    await inspected.show('a', 'test', imageId);
    for (const { groundTruth } of inspected.outcomes!.missed) {
      const scene = {
        image: inspected.source.value!,
        candidates: inspected.candidates!,
        outcomes: inspected.outcomes!,
        settings: evaluation.settings!,
      };
      const { remedy } = describePicked({ kind: 'groundTruth', index: groundTruth }, scene);
      if (remedy === null) continue;
      evaluation.adjust(remedy.settings);
      expect(inspected.outcomes!.groundTruth[groundTruth]?.outcome).toBe('matched');
      return;
    }
  }
  expect.unreachable('no missed object had a remedy');
});
