// Branches as a recipe writes them, and as the core takes them.
import type { BranchRecipe } from '../../contract/recipe.ts';
import type { AnchoredBranch } from '../../core/anchors/distribute-anchors.ts';

/** A tenth of a px is finer than any anchor needs, and reads well; none becomes zero. */
const roundSide = (side: number): number => Math.max(0.1, Math.round(side * 10) / 10);

/** Strides must be those of a recipe. */
export function toBranchRecipes(branches: readonly AnchoredBranch[]): BranchRecipe[] {
  return branches.map(({ stride, anchors }) => ({
    stride: stride as BranchRecipe['stride'],
    anchors: anchors.map(({ width, height }) => [roundSide(width), roundSide(height)]),
  }));
}

export function fromBranchRecipes(branches: readonly BranchRecipe[]): AnchoredBranch[] {
  return branches.map(({ stride, anchors }) => ({
    stride,
    anchors: anchors.map(([width, height]) => ({ width, height })),
  }));
}
