// Filling in a recipe's `auto` values from a dataset: splits, input size, branches and anchors.
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import type { BranchRecipe, Recipe, ResolvedRecipe } from '../../contract/recipe.ts';
import { clusterAnchors } from '../../core/anchors/cluster-anchors.ts';
import { distributeAnchors } from '../../core/anchors/distribute-anchors.ts';
import type { Size } from '../../core/boxes/box.ts';
import { buildNetwork, DEFAULT_STRIDES } from '../../core/network/presets.ts';
import type { Network } from '../../core/network/layer.ts';
import { inputSizeFor } from '../../core/network/shapes.ts';
import { hasNoUp } from '../../core/statistics/has-no-up.ts';
import { UserError } from '../../core/user-error.ts';
import { fromBranchRecipes, toBranchRecipes } from './branch-recipes.ts';
import { objectSizesAtInput } from './objects-at-input.ts';

/** Every value decided: running the result again on the same dataset repeats the run. @throws UserError */
export function resolveRecipe(dataset: Dataset, recipe: Recipe): ResolvedRecipe {
  const data = resolveSplits(dataset, recipe.data);
  const records = recordsOf(dataset, data.train);
  const strides = resolveStrides(recipe);
  const input = { ...recipe.input, ...resolveInput(records, recipe, Math.max(32, ...strides)) };
  checkLoss(recipe);
  const { branches } = recipe.network;
  const network = {
    ...recipe.network,
    strides,
    branches:
      branches === 'auto'
        ? clusterBranches(records, input, strides, recipe)
        : [...branches].sort((a, b) => b.stride - a.stride),
  };
  const augmentation = resolveAugmentation(records, recipe.augmentation);
  const resolved = { ...recipe, data, input, network, augmentation };
  networkOf(resolved, dataset.classes); // What cannot be built, an input that the strides do not divide, shows here.
  return resolved;
}

/** The network of a recipe whose input and branches are decided. */
export function networkOf(
  recipe: {
    readonly input: Size;
    readonly network: Omit<ResolvedRecipe['network'], 'strides'>;
  },
  classes: readonly string[],
): Network {
  const { preset, widthMultiple, neck, gaussian, branches } = recipe.network;
  return buildNetwork(preset, {
    input: { width: recipe.input.width, height: recipe.input.height },
    classes: classes.length,
    gaussian,
    widthMultiple,
    neck,
    branches: fromBranchRecipes(branches),
  });
}

/** Images of some splits, in the dataset's order. */
export function recordsOf(dataset: Dataset, splits: readonly string[]): ImageRecord[] {
  return dataset.images.filter((record) => splits.includes(record.split));
}

function resolveSplits(dataset: Dataset, wanted: Recipe['data']): ResolvedRecipe['data'] {
  const has = (split: string) => dataset.splits.includes(split);
  // VOC's convention: where a test split judges and the folder lists trainval, train and val are trained on together.
  const together = dataset.trainval === true && has('test') && wanted.validation === 'auto';
  const usualTrain = has('train') ? 'train' : dataset.splits[0]!;
  const train = wanted.train === 'auto' ? (together ? ['train', 'val'] : [usualTrain]) : wanted.train;
  const optional = (value: string | null, usual: string) =>
    value === 'auto' ? (has(usual) && !train.includes(usual) ? usual : null) : value;
  const data = {
    ...wanted,
    train,
    validation: optional(wanted.validation, 'val'),
    test: optional(wanted.test, 'test'),
  };
  for (const split of [...train, data.validation, data.test])
    if (split !== null && !has(split))
      throw new UserError({
        code: 'split-unknown',
        message: `The recipe names the split "${split}", but ${dataset.name} has ${dataset.splits.join(', ')}.`,
        hint: 'Change data.train, data.validation or data.test.',
      });
  if (recordsOf(dataset, train).length === 0)
    throw new UserError({
      code: 'split-empty',
      message: `There is no image to train on in ${train.join(', ')}.`,
      hint: 'Change data.train.',
    });
  return data;
}

function resolveAugmentation(
  records: readonly ImageRecord[],
  augmentation: Recipe['augmentation'],
): ResolvedRecipe['augmentation'] {
  if (augmentation.flipVertical !== 'auto')
    return { ...augmentation, flipVertical: augmentation.flipVertical };
  const centres = records.flatMap(({ height, groundTruth }) =>
    groundTruth.map(({ box }) => (box.y1 + box.y2) / 2 / height),
  );
  return { ...augmentation, flipVertical: hasNoUp(centres) ? 0.5 : 0 };
}

function resolveStrides(recipe: Recipe): BranchRecipe['stride'][] {
  const { branches, strides, preset } = recipe.network;
  if (branches !== 'auto') {
    const given = branches.map((branch) => branch.stride).sort((a, b) => b - a);
    if (new Set(given).size !== given.length)
      throw new UserError({
        code: 'branch-duplicate',
        message: `Two branches have the same stride: ${given.join(', ')}.`,
        hint: 'Put all anchors of a stride on one branch.',
      });
    return given;
  }
  const chosen = strides === 'auto' ? (DEFAULT_STRIDES[preset]! as BranchRecipe['stride'][]) : strides;
  return [...new Set(chosen)].sort((a, b) => b - a);
}

function resolveInput(records: readonly ImageRecord[], recipe: Recipe, coarsest: number): Size {
  const { width, height } = recipe.input;
  if (height !== 'auto') return { width, height };
  const ratios = records.map((record) => record.width / record.height).sort((a, b) => a - b);
  return inputSizeFor(width, ratios[ratios.length >> 1]!, coarsest);
}

function clusterBranches(
  records: readonly ImageRecord[],
  input: Size,
  strides: readonly BranchRecipe['stride'][],
  recipe: Recipe,
): BranchRecipe[] {
  const count = strides.length * recipe.network.anchorsPerBranch;
  const anchors = clusterAnchors(objectSizesAtInput(records, input), { count, seed: recipe.seed });
  return toBranchRecipes(distributeAnchors(anchors, strides));
}

function checkLoss(recipe: Recipe): void {
  if (recipe.loss.box !== 'gaussian-nll' || recipe.network.gaussian) return;
  throw new UserError({
    code: 'loss-needs-gaussian',
    message: 'The box loss gaussian-nll needs a Gaussian head, but network.gaussian is false.',
    hint: 'Set network.gaussian to true, or choose loss.box ciou.',
  });
}
