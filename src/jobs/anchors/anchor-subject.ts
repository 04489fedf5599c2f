// What anchors are chosen for and judged by: a dataset's training objects at input size, and what the branches of a network see.
import type { Dataset } from '../../contract/dataset.ts';
import type { BranchRecipe, Recipe, ResolvedRecipe } from '../../contract/recipe.ts';
import { distributeAnchors } from '../../core/anchors/distribute-anchors.ts';
import type { PlacedObjects } from '../../core/assignment/find-collisions.ts';
import type { Size } from '../../core/boxes/box.ts';
import { DEFAULT_STRIDES } from '../../core/network/presets.ts';
import { networkHeads, type HeadShape } from '../../core/network/shapes.ts';
import { toBranchRecipes } from '../recipe/branch-recipes.ts';
import { objectsAtInput, sizesOf } from '../recipe/objects-at-input.ts';
import { networkOf, recordsOf, resolveRecipe } from '../recipe/resolve-recipe.ts';

export interface AnchorSubject {
  /** The recipe on the dataset. Its anchors are stand-ins where the recipe named none. */
  readonly recipe: ResolvedRecipe;
  readonly classes: readonly string[];
  readonly input: Size;
  /** Of the training images. */
  readonly objects: readonly PlacedObjects[];
  /** Of all objects, input px, as they lie without augmentation. */
  readonly sizes: readonly Size[];
  /** Coarsest first; which anchors a head has does not matter to what it sees. */
  readonly heads: readonly Omit<HeadShape, 'layer' | 'layerIndex'>[];
}

/** Nothing is clustered. @throws UserError for a recipe that cannot run on the dataset */
export function anchorSubject(dataset: Dataset, recipe: Recipe): AnchorSubject {
  const resolved = resolveRecipe(dataset, { ...recipe, network: withBranches(recipe.network) });
  const input = { width: resolved.input.width, height: resolved.input.height };
  const objects = objectsAtInput(recordsOf(dataset, resolved.data.train), input);
  return {
    recipe: resolved,
    classes: dataset.classes,
    input,
    objects,
    sizes: sizesOf(objects),
    heads: networkHeads(networkOf(resolved, dataset.classes)),
  };
}

/** A network whose strides are known has branches, with anchors of four cells in place of those that are not chosen yet. */
export function withBranches(network: Recipe['network']): Recipe['network'] & { branches: BranchRecipe[] } {
  const { branches, strides, preset, anchorsPerBranch } = network;
  if (branches !== 'auto') return { ...network, branches };
  const chosen = strides === 'auto' ? DEFAULT_STRIDES[preset]! : strides;
  const standIns = [...new Set(chosen)].flatMap((stride) =>
    Array.from({ length: anchorsPerBranch }, () => ({ width: 4 * stride, height: 4 * stride })),
  );
  standIns.sort((a, b) => a.width - b.width);
  return { ...network, branches: toBranchRecipes(distributeAnchors(standIns, [...new Set(chosen)])) };
}
