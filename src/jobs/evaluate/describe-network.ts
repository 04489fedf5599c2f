// A run's network as the inspector speaks of it: what its branches see, and the rule by which they were trained.
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import type { InspectedNetwork } from '../../core/inspection/describe-candidate.ts';
import { networkHeads } from '../../core/network/shapes.ts';
import { networkOf } from '../recipe/resolve-recipe.ts';

/** @param recipe of a run, so that nothing in it is `auto` */
export function describeNetwork(recipe: ResolvedRecipe, classes: readonly string[]): InspectedNetwork {
  const { network, input, loss } = recipe;
  const heads = networkHeads(networkOf(recipe, classes));
  return {
    input: { width: input.width, height: input.height },
    branches: network.branches.map(({ stride, anchors }, i) => ({
      stride,
      anchors,
      receptiveField: heads[i]!.receptiveField,
    })),
    rule: { assignment: loss.assignment, ratioThreshold: loss.ratioThreshold },
    ignoreThreshold: loss.ignoreThreshold,
  };
}
