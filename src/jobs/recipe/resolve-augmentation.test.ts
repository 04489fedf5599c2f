// Whether a recipe turns pictures upside down follows the dataset, unless it says so itself.
import { expect, it } from 'vitest';
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import { recipeSchema, type RecipeInput } from '../../contract/recipe.ts';
import { resolveRecipe } from './resolve-recipe.ts';

/** 100 images of 100 x 100 px with 20 objects each, whose centres `place` puts at a share of the height. */
function datasetOf(place: (share: number) => number): Dataset {
  const images = Array.from({ length: 100 }, (_, i): ImageRecord => ({
    imageId: `${i}.png`,
    file: `${i}.png`,
    width: 100,
    height: 100,
    split: 'train',
    groundTruth: Array.from({ length: 20 }, (__, k) => {
      const y = 100 * place((k + 0.5) / 20);
      return { box: { x1: 40, y1: y - 5, x2: 50, y2: y + 5 }, classIndex: 0, area: 100 };
    }),
  }));
  return {
    root: '/data',
    name: 'data',
    format: 'yolo',
    classes: ['thing'],
    splits: ['train'],
    splitSource: 'files',
    images,
    problems: [],
    fingerprint: '',
  };
}
const flipVertical = (place: (share: number) => number, recipe: RecipeInput = {}) =>
  resolveRecipe(datasetOf(place), recipeSchema.parse(recipe)).augmentation.flipVertical;

it('turns upside down where objects lie as often above as below', () => {
  expect(flipVertical((share) => share)).toBe(0.5);
});
it('leaves scenes that have an up as they are', () => {
  expect(flipVertical((share) => 0.5 + share / 2)).toBe(0);
});
it('does what the recipe says where it says it', () => {
  expect(flipVertical((share) => share, { augmentation: { flipVertical: 0 } })).toBe(0);
  expect(flipVertical((share) => 0.5 + share / 2, { augmentation: { flipVertical: 0.3 } })).toBe(0.3);
});
