// Recipes filled in from a dataset, and the mistakes that are told before anything runs.
import { describe, expect, it } from 'vitest';
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import { recipeSchema, type RecipeInput } from '../../contract/recipe.ts';
import { UserError } from '../../core/user-error.ts';
import { objectSizesAtInput } from './objects-at-input.ts';
import { networkOf, recordsOf, resolveRecipe } from './resolve-recipe.ts';

/** One image of 200 x 100 px with one object of 40 x 20. */
const imageOf = (split: string, i: number): ImageRecord => ({
  imageId: `${split}/${i}.jpg`,
  file: `${split}/${i}.jpg`,
  width: 200,
  height: 100,
  split,
  groundTruth: [
    { box: { x1: 10, y1: 10, x2: 50 + i, y2: 30 }, classIndex: 0, area: 800 },
    { box: { x1: 0, y1: 0, x2: 200, y2: 100 }, classIndex: 0, ignore: 'crowd', area: 20_000 },
  ],
});

function datasetOf(splits: string[], changes: Partial<Dataset> = {}): Dataset {
  return {
    root: '/data/cells',
    name: 'cells',
    format: 'voc',
    classes: ['cell'],
    splits,
    splitSource: 'files',
    images: splits.flatMap((split) => [0, 1, 2].map((i) => imageOf(split, i))),
    problems: [],
    fingerprint: 'x',
    ...changes,
  };
}

const resolve = (recipe: RecipeInput, dataset = datasetOf(['train', 'val', 'test'])) =>
  resolveRecipe(dataset, recipeSchema.parse(recipe));

function mistakeOf(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('There was no mistake');
}

describe('splits', () => {
  const auto = {};
  it.each([
    [['train', 'val', 'test'], auto, { train: ['train'], validation: 'val', test: 'test' }],
    [['train', 'test'], auto, { train: ['train'], validation: null, test: 'test' }],
    [['train'], auto, { train: ['train'], validation: null, test: null }],
    [['all'], auto, { train: ['all'], validation: null, test: null }],
    [['train', 'val'], { validation: null }, { train: ['train'], validation: null, test: null }],
    [
      ['train', 'val'],
      { train: ['train', 'val'] },
      { train: ['train', 'val'], validation: null, test: null },
    ],
    [['a', 'b'], { train: ['b'], validation: 'a' }, { train: ['b'], validation: 'a', test: null }],
  ])('%j with %j', (splits, data, expected) => {
    expect(resolve({ data }, datasetOf(splits)).data).toMatchObject(expected);
  });

  describe("of a folder that lists VOC's trainval", () => {
    const voc = datasetOf(['train', 'val', 'test'], { trainval: true });

    it('are trained on together where the test split judges', () => {
      expect(resolve({}, voc).data).toMatchObject({
        train: ['train', 'val'],
        validation: null,
        test: 'test',
      });
    });

    it('are kept apart where the recipe names a validation split', () => {
      const { data } = resolve({ data: { validation: 'val' } }, voc);
      expect(data).toMatchObject({ train: ['train'], validation: 'val', test: 'test' });
    });

    it('are kept apart where there is no test split', () => {
      const { data } = resolve({}, datasetOf(['train', 'val'], { trainval: true }));
      expect(data).toMatchObject({ train: ['train'], validation: 'val', test: null });
    });
  });

  it('takes records in the order of the dataset', () => {
    const ids = recordsOf(datasetOf(['train', 'val']), ['val', 'train']).map(({ imageId }) => imageId);
    expect(ids[0]).toBe('train/0.jpg');
    expect(ids).toHaveLength(6);
  });
});

describe('network', () => {
  it('follows the aspect ratio and the strides, coarsest first', () => {
    const { input, network } = resolve({
      input: { width: 320 },
      network: { strides: [8, 32, 8, 16], anchorsPerBranch: 2 },
    });
    expect(input).toMatchObject({ width: 320, height: 160 });
    expect(network.strides).toEqual([32, 16, 8]);
    expect(network.branches.map(({ stride, anchors }) => [stride, anchors.length])).toEqual([
      [32, 2],
      [16, 2],
      [8, 2],
    ]);
  });

  it('keeps branches as they are given, coarsest first', () => {
    const given = [
      { stride: 8 as const, anchors: [[5, 6] as [number, number]] },
      { stride: 16 as const, anchors: [[20, 21] as [number, number]] },
    ];
    const recipe = resolve({ network: { branches: given } });
    expect(recipe.network.branches).toEqual([given[1], given[0]]);
    expect(recipe.network.strides).toEqual([16, 8]);
    expect(networkOf(recipe, ['cell']).layers.filter(({ kind }) => kind === 'yolo')).toHaveLength(2);
  });

  it('resolves to itself', () => {
    const dataset = datasetOf(['train', 'val', 'test'], { trainval: true });
    const once = resolve({}, dataset);
    expect(resolveRecipe(dataset, once)).toEqual(once);
  });

  it('measures objects at input size, without ignore regions', () => {
    const sizes = objectSizesAtInput([imageOf('train', 0)], { width: 100, height: 100 });
    expect(sizes).toEqual([{ width: 20, height: 10 }]);
  });
});

describe('mistakes', () => {
  const anchors: [number, number][] = [[8, 8]];
  it.each<[string, RecipeInput, string]>([
    [
      'split-unknown',
      { data: { test: 'holdout' } },
      'names the split "holdout", but cells has train, val, test',
    ],
    ['split-unknown', { data: { train: ['tarin'] } }, 'tarin'],
    [
      'branch-duplicate',
      {
        network: {
          branches: [
            { stride: 16, anchors },
            { stride: 16, anchors },
          ],
        },
      },
      'same stride: 16, 16',
    ],
    ['loss-needs-gaussian', { loss: { box: 'gaussian-nll' } }, 'network.gaussian is false'],
    [
      'input-not-divisible',
      { input: { width: 100, height: 64 } },
      '100x64 is not a multiple of the coarsest stride, 32',
    ],
  ])('%s for %j', (code, recipe, message) => {
    const mistake = mistakeOf(() => resolve(recipe));
    expect(mistake.code).toBe(code);
    expect(mistake.message).toContain(message);
    expect(mistake.hint).toBeTruthy();
  });

  it('split-empty where a split has no image', () => {
    const dataset = { ...datasetOf(['train', 'val']), images: [imageOf('val', 0)] };
    expect(mistakeOf(() => resolve({}, dataset)).code).toBe('split-empty');
  });
});
