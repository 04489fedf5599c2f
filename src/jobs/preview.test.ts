// What a recipe means on a dataset: figures that can be worked out, and the warnings.
import { describe, expect, it } from 'vitest';
import type { Dataset, ImageRecord } from '../contract/dataset.ts';
import { recipeSchema, type RecipeInput } from '../contract/recipe.ts';
import { previewRecipe } from './preview.ts';

const object = (side: number) => ({
  box: { x1: 0, y1: 0, x2: side, y2: side },
  classIndex: 0,
  area: side * side,
});
/** 64 x 64 px, so that at an input of 64 image px are input px. */
const imageOf = (split: string, ...sides: number[]): ImageRecord => ({
  imageId: `${split}-${sides.join('-')}`,
  file: 'x',
  width: 64,
  height: 64,
  split,
  groundTruth: sides.map(object),
});
const dataset: Dataset = {
  root: '/data/cells',
  name: 'cells',
  format: 'voc',
  classes: ['cell'],
  splits: ['train', 'val', 'test'],
  splitSource: 'files',
  images: [
    imageOf('train', 10, 20),
    imageOf('train', 40),
    imageOf('val', 9),
    imageOf('test', 8),
    imageOf('test'),
  ],
  problems: [],
  fingerprint: 'x',
};
const branch = (stride: 16 | 32, ...sides: number[]) => ({
  stride,
  anchors: sides.map((side): [number, number] => [side, side]),
});
const preview = (recipe: RecipeInput) =>
  previewRecipe(dataset, recipeSchema.parse({ input: { width: 64, height: 64 }, ...recipe }));

describe('previewRecipe', () => {
  it('counts images, candidates and cells', () => {
    const found = preview({ network: { branches: [branch(16, 10, 20), branch(32, 40)] } });
    expect(found).toMatchObject({ trainImages: 2, validationImages: 1, testImages: 2, meanBestIou: 1 });
    expect(found.candidatesPerImage).toBe(2 * 2 * 1 + 4 * 4 * 2);
    expect(found.branches).toMatchObject([
      { stride: 32, gridWidth: 2, gridHeight: 2 },
      { stride: 16, gridWidth: 4, gridHeight: 4 },
    ]);
  });

  it('says how well anchors fit', () => {
    const { meanBestIou } = preview({ network: { branches: [branch(32, 20)] } });
    expect(meanBestIou).toBeCloseTo((0.25 + 1 + 0.25) / 3, 9);
  });

  it('warns of objects smaller than a cell, and of fields smaller than an anchor', () => {
    const { warnings } = preview({
      network: { preset: 'yolov3-tiny', branches: [branch(16, 10, 300)] },
      input: { width: 64, height: 64 },
    });
    expect(warnings).toEqual([
      'Anchor 2 of stride 16 (300x300 px) is larger than the input (64x64 px).',
      'Stride 16 sees 286 px, less than its largest anchor (300 px).',
      '1 of 3 objects are smaller than a cell of the finest branch (16 px).',
      'Only 80.0 % of the objects are within a ratio of 4 of an anchor.',
      '1 of 3 objects that are 1:2 to 2:1 are not within a ratio of 4 of any anchor.',
    ]);
  });

  it('warns where no validation chooses the weights', () => {
    expect(preview({ data: { validation: null } }).warnings.at(-1)).toContain('no validation split');
    expect(preview({}).warnings.join()).not.toContain('validation');
  });

  it('has no warning for what fits', () => {
    expect(
      preview({ network: { branches: [branch(16, 40), { stride: 8, anchors: [[10, 10]] }] } }).warnings,
    ).toEqual([]);
  });

  it('refuses a recipe that cannot run', () => {
    expect(() => preview({ data: { test: 'nowhere' } })).toThrow('nowhere');
  });
});
