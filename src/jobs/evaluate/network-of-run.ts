// A run's network as the inspector speaks of it: what its branches see, and the rule by which they were trained.
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import type { InspectedNetwork } from '../../core/inspection/describe-candidate.ts';
import { networkHeads } from '../../core/network/shapes.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { networkOf } from '../recipe/resolve-recipe.ts';

/** Null for a run that has none. @throws UserError when its recipe cannot be read */
export async function networkOfRun(
  folder: RunFolder,
  classes: readonly string[],
): Promise<InspectedNetwork | null> {
  const { source } = await folder.readRecord();
  if (source) return null;
  // A run's recipe is resolved, so nothing in it is `auto`.
  const recipe = (await folder.readRecipe()) as ResolvedRecipe;
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
