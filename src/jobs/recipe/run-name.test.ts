// Run names: what differs from the preset, and the metric.
import { expect, it } from 'vitest';
import { recipeSchema, type RecipeInput, type ResolvedRecipe } from '../../contract/recipe.ts';
import type { EvaluationSummary } from '../../contract/evaluation.ts';
import { runName } from './run-name.ts';

type Branches = ResolvedRecipe['network']['branches'];
const threeOf = (stride: Branches[number]['stride']): Branches[number] => ({
  stride,
  anchors: [
    [8, 8],
    [16, 16],
    [32, 32],
  ],
});
const USUAL = [threeOf(32), threeOf(16), threeOf(8)];

function resolved(changes: RecipeInput = {}, branches: Branches = USUAL): ResolvedRecipe {
  const recipe = recipeSchema.parse({
    ...changes,
    input: { width: 320 },
    network: { preset: 'yolov3-slim', widthMultiple: 0.5, ...changes.network },
    loss: { box: 'ciou', ...changes.loss },
    optimizer: { kind: 'sgd', ...changes.optimizer },
  });
  return {
    ...recipe,
    data: { ...recipe.data, train: ['train'], validation: null, test: null },
    input: { ...recipe.input, height: 256 },
    network: { ...recipe.network, branches, strides: branches.map(({ stride }) => stride) },
    augmentation: { ...recipe.augmentation, flipVertical: 0 },
  };
}

it.each([
  [resolved(), 'slim-320-a9'],
  [resolved({ network: { widthMultiple: 0.25 } }), 'slim-320-w0.25-a9'],
  [
    resolved({ network: { gaussian: true }, loss: { box: 'gaussian-nll' } }),
    'slim-320-gauss-a9-gaussian-nll',
  ],
  [resolved({ network: { neck: 'pan' } }), 'slim-320-pan-a9'],
  [resolved({ network: { neck: 'none' } }), 'slim-320-no-neck-a9'],
  [resolved({}, [threeOf(16), threeOf(8)]), 'slim-320-a6-s16+8'],
  [resolved({ optimizer: { kind: 'adam' } }), 'slim-320-a9-adam'],
  [
    resolved({ network: { preset: 'yolov3-tiny', widthMultiple: 0.25 } }, USUAL.slice(0, 2)),
    'tiny-320-a6', // width is yolov3-slim's alone
  ],
])('names a run %#', (recipe, name) => {
  expect(runName(recipe, null)).toBe(name);
});

it('carries the metric', () => {
  const summary = { coco: { AP50: 0.8349 }, operatingPoint: { falsePositivesPerImage: 1.25 } };
  expect(runName(resolved(), summary as EvaluationSummary)).toBe('slim-320-a9-mAP50=0.83-FPI=1.3');
});
