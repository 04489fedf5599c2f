// What a recipe means on a dataset before it is trained: anchors, cost, receptive fields, warnings.
import type { RecipePreview } from '../contract/api.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Recipe, ResolvedRecipe } from '../contract/recipe.ts';
import { anchorWarnings } from '../core/anchors/anchor-warnings.ts';
import { DEFAULT_RECALL_RATIO, measureFit } from '../core/anchors/measure-fit.ts';
import { meanBestIou } from '../core/anchors/shape-fit.ts';
import { countDistinctSizes, sizeTable } from '../core/anchors/size-table.ts';
import type { Size } from '../core/boxes/box.ts';
import { networkCost, networkHeads, type HeadShape } from '../core/network/shapes.ts';
import { objectSizesAtInput, trainedSizeTable } from './recipe/objects-at-input.ts';
import { networkOf, recordsOf, resolveRecipe } from './recipe/resolve-recipe.ts';

/** Resolves a recipe and tells what it costs and where it will fail. @throws UserError for a recipe that cannot run. */
export function previewRecipe(dataset: Dataset, recipe: Recipe): RecipePreview {
  const resolved = resolveRecipe(dataset, recipe);
  const network = networkOf(resolved, dataset.classes);
  const heads = networkHeads(network);
  const input = { width: resolved.input.width, height: resolved.input.height };
  const train = recordsOf(dataset, resolved.data.train);
  const sizes = objectSizesAtInput(train, input);
  const anchors = heads.flatMap((head) => head.layer.anchors);
  const count = (split: string | null) => (split === null ? 0 : recordsOf(dataset, [split]).length);
  return {
    recipe: resolved,
    ...networkCost(network),
    branches: heads.map(({ stride, gridWidth, gridHeight, receptiveField }) => ({
      stride,
      gridWidth,
      gridHeight,
      receptiveField,
    })),
    meanBestIou: meanBestIou(sizes, anchors),
    trainImages: train.length,
    validationImages: count(resolved.data.validation),
    testImages: count(resolved.data.test),
    warnings: warnings(resolved, heads, sizes),
  };
}

function warnings(recipe: ResolvedRecipe, heads: readonly HeadShape[], sizes: readonly Size[]): string[] {
  const found = warnOfAnchors(recipe, heads, sizes);
  if (recipe.data.validation === null)
    found.push('There is no validation split: the last weights are kept, not the best.');
  return found;
}

function warnOfAnchors(
  recipe: ResolvedRecipe,
  heads: readonly HeadShape[],
  sizes: readonly Size[],
): string[] {
  const branches = heads.map(({ stride, receptiveField, layer }) => ({
    stride,
    receptiveField,
    anchors: layer.anchors,
  }));
  return anchorWarnings({
    fit: measureFit(trainedSizeTable(sizes, recipe, 'binned'), branches, { rule: recipe.loss }),
    input: recipe.input,
    distinctSizes: countDistinctSizes(sizeTable(sizes)),
    recallRatio: DEFAULT_RECALL_RATIO,
  }).map(({ message }) => message);
}
