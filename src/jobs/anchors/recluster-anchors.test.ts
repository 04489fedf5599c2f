// Anchors for the page: clustered beside those that are held, dealt as asked, judged exactly, and fit for the wire.
import { expect, test } from 'vitest';
import type { Dataset } from '../../contract/dataset.ts';
import { recipeSchema, type RecipeInput } from '../../contract/recipe.ts';
import { exactAnchors } from './exact-anchors.ts';
import { objectSizes } from './object-sizes.ts';
import { recalledSubjects } from './recalled-subjects.ts';
import { reclusterAnchors, suggestAnchors, type ReclusterRequest } from './recluster-anchors.ts';

const SIDES = [10, 11, 12, 30, 31, 32, 60, 61, 62];
const dataset: Dataset = {
  root: '/data/cells',
  name: 'cells',
  format: 'voc',
  classes: ['cell'],
  splits: ['train'],
  splitSource: 'files',
  images: SIDES.map((side) => ({
    imageId: `${side}`,
    file: 'x',
    width: 64,
    height: 64,
    split: 'train',
    groundTruth: [0, 1].map(() => ({
      box: { x1: 0, y1: 0, x2: side, y2: side },
      classIndex: 0,
      area: side * side,
    })),
  })),
  problems: [],
  fingerprint: 'x',
};
const recipeOf = (network: RecipeInput['network'] = {}) =>
  recipeSchema.parse({ input: { width: 64, height: 64 }, augmentation: { scale: 0 }, network });
const BRANCHES = recipeOf({
  branches: [
    { stride: 32, anchors: [[60, 60]] },
    { stride: 16, anchors: [[30, 30]] },
  ],
});
const subject = () => recalledSubjects()(dataset, BRANCHES);
const request: ReclusterRequest = {
  method: 'kmeans',
  metric: 'iou',
  count: 3,
  distribution: 'size',
  held: [],
};

test('what is held stays on its branch and is counted; the others are dealt out', () => {
  const found = reclusterAnchors(subject(), { ...request, held: [{ stride: 32, anchors: [[11, 11]] }] });
  expect(found).toEqual([
    {
      stride: 32,
      anchors: [
        [11, 11],
        [61, 61],
      ],
    },
    { stride: 16, anchors: [[31, 31]] },
  ]);
  expect(reclusterAnchors(subject(), { ...request, count: 1, held: found.slice(0, 1) })).toEqual(
    found.slice(0, 1),
  );
});

test('all on one branch; a branch without any is left out', () => {
  const found = reclusterAnchors(subject(), { ...request, distribution: 16 });
  expect(found).toEqual([
    {
      stride: 16,
      anchors: [
        [11, 11],
        [31, 31],
        [61, 61],
      ],
    },
  ]);
});

test('the exact figures survive JSON, with the collisions of objects on one place', () => {
  const exact = exactAnchors(subject(), BRANCHES.network.branches);
  expect(JSON.parse(JSON.stringify(exact))).toEqual(exact);
  expect(exact.fit.objects).toBe(18);
  expect(exact.collisions).toBe(9);
  expect(exact.lost).toBe(9);
  expect(() => exactAnchors(subject(), 'auto')).toThrow('no anchors yet');
});

test('sizes come in bins that count every object', () => {
  const { bins, objects, distinctSizes, input } = objectSizes(subject());
  const weight = new Float64Array(Uint8Array.from(Buffer.from(bins.weight, 'base64')).buffer);
  expect(weight.reduce((sum, value) => sum + value, 0)).toBe(18);
  expect({ objects, distinctSizes, input }).toEqual({
    objects: 18,
    distinctSizes: 9,
    input: { width: 64, height: 64 },
  });
});

test('three kinds of objects: the knee is at three', () => {
  expect(suggestAnchors(subject(), 'iou').count).toBe(3);
});

test('a subject is kept while only the anchors change', () => {
  const subjectOf = recalledSubjects();
  const first = subjectOf(dataset, BRANCHES);
  const moved = recipeOf({
    branches: [
      { stride: 32, anchors: [[50, 50]] },
      { stride: 16, anchors: [[20, 20]] },
    ],
  });
  expect(subjectOf(dataset, moved)).toBe(first);
  expect(subjectOf(dataset, recipeOf({ branches: [{ stride: 8, anchors: [[9, 9]] }] }))).not.toBe(first);
});
