// The option --anchors of a training: a recipe with other anchors.
import { recipeSchema, type Recipe } from '../contract/recipe.ts';
import { distributeAnchors, distributeByGroups } from '../core/anchors/distribute-anchors.ts';
import { DEFAULT_STRIDES } from '../core/network/presets.ts';
import { UserError } from '../core/user-error.ts';
import { toBranchRecipes } from '../jobs/recipe/branch-recipes.ts';
import { readAnchors } from './read-anchors.ts';

/** A number: so many a branch, clustered. Darknet's text: those anchors, dealt out to the branches by its masks, else by size. */
export function withAnchors(recipe: Recipe, text: string): Recipe {
  const { network } = recipe;
  if (/^\s*\d+\s*$/.test(text))
    return {
      ...recipe,
      network: { ...network, anchorsPerBranch: checkCount(Number(text)), branches: 'auto' },
    };
  const strides = network.strides === 'auto' ? DEFAULT_STRIDES[network.preset]! : network.strides;
  const { anchors, masks } = readAnchors(text);
  if (anchors.length < strides.length)
    throw new UserError({
      code: 'usage',
      message: `--anchors: there are ${anchors.length} anchors for ${strides.length} branches (${strides.join(', ')}), so one has none.`,
      hint: 'Give one for each branch at least, or fewer branches by --set network.strides=[16,8].',
    });
  const sorted = anchors.toSorted((a, b) => a.width * a.height - b.width * b.height);
  const branches = masks ? distributeByGroups(anchors, masks, strides) : distributeAnchors(sorted, strides);
  return { ...recipe, network: { ...network, branches: toBranchRecipes(branches) } };
}

function checkCount(count: number): number {
  const { anchorsPerBranch } = recipeSchema.shape.network.unwrap().shape;
  if (anchorsPerBranch.safeParse(count).success) return count;
  throw new UserError({
    code: 'usage',
    message: `--anchors ${count}: a branch has 1 to 32 anchors.`,
    hint: 'For example --anchors 3.',
  });
}
