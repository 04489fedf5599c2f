// New anchors beside those that are held, dealt to branches as asked; and how many are worth it.
import type { z } from 'zod';
import type { clusterAnchorsInput } from '../../contract/anchor-calls.ts';
import type { BranchRecipe } from '../../contract/recipe.ts';
import type { AnchoredBranch } from '../../core/anchors/distribute-anchors.ts';
import type { FitMetric } from '../../core/anchors/shape-fit.ts';
import { binSizes, sizeTable } from '../../core/anchors/size-table.ts';
import { suggestCount, type SuggestedCount } from '../../core/anchors/suggest-count.ts';
import { clusterAnchors } from '../../core/anchors/cluster-anchors.ts';
import { fromBranchRecipes, toBranchRecipes } from '../recipe/branch-recipes.ts';
import type { AnchorSubject } from './anchor-subject.ts';
import { dealAnchors } from './propose-anchors.ts';

export type ReclusterRequest = Omit<z.output<typeof clusterAnchorsInput>, 'datasetId' | 'recipe'>;

/** Coarsest first; branches that got no anchor are left out. What is held stays on its branch. */
export function reclusterAnchors(subject: AnchorSubject, request: ReclusterRequest): BranchRecipe[] {
  const { count, held, distribution, ...options } = request;
  const kept = fromBranchRecipes(held);
  const heldSizes = kept.flatMap(({ anchors }) => anchors);
  const wanted = Math.max(0, count - heldSizes.length);
  const found =
    wanted === 0
      ? []
      : clusterAnchors(subject.sizes, {
          ...options,
          count: wanted,
          seed: subject.recipe.seed,
          held: heldSizes,
        });
  const dealt =
    typeof distribution === 'number'
      ? [{ stride: distribution, anchors: found }]
      : dealAnchors(subject, found, distribution);
  return toBranchRecipes(together(dealt, kept).filter(({ anchors }) => anchors.length > 0));
}

function together(dealt: readonly AnchoredBranch[], kept: readonly AnchoredBranch[]): AnchoredBranch[] {
  const strides = [...new Set([...dealt, ...kept].map(({ stride }) => stride))].sort((a, b) => b - a);
  const of = (branches: readonly AnchoredBranch[], stride: number) =>
    branches.find((branch) => branch.stride === stride)?.anchors ?? [];
  return strides.map((stride) => ({
    stride,
    anchors: [...of(kept, stride), ...of(dealt, stride)].sort(
      (a, b) => a.width * a.height - b.width * b.height,
    ),
  }));
}

/** The fit of 1 to 15 anchors to the objects as they lie, and the knee of that curve. */
export function suggestAnchors({ sizes, recipe }: AnchorSubject, metric: FitMetric): SuggestedCount {
  return suggestCount(binSizes(sizeTable(sizes)), { seed: recipe.seed, metric });
}
