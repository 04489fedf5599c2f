// The exact figures of a recipe's anchors, for the page that has shown those of bins until now.
import type { ExactAnchors } from '../../contract/anchor-calls.ts';
import type { BranchRecipe } from '../../contract/recipe.ts';
import type { AnchorFit } from '../../core/anchors/measure-fit.ts';
import { UserError } from '../../core/user-error.ts';
import { fromBranchRecipes } from '../recipe/branch-recipes.ts';
import type { AnchorSubject } from './anchor-subject.ts';
import { judgeAnchors } from './judge-anchors.ts';

/** @param branches those of the subject's recipe, in any order. @throws UserError where they are still to be clustered */
export function exactAnchors(
  subject: AnchorSubject,
  branches: readonly BranchRecipe[] | 'auto',
): ExactAnchors {
  if (branches === 'auto')
    throw new UserError({
      code: 'anchors-unknown',
      message: 'The recipe has no anchors yet: network.branches is auto.',
      hint: 'Give the branches that its preview found.',
    });
  const coarsestFirst = [...branches].sort((a, b) => b.stride - a.stride);
  const { fit, warnings, collisions } = judgeAnchors(subject, fromBranchRecipes(coarsestFirst));
  return { fit: withoutAspects(fit), warnings, collisions: collisions.collisions, lost: collisions.lost };
}

/** Bands of aspect end at infinity, which JSON does not know. */
const withoutAspects = ({
  objects,
  meanBestIou,
  recallByRatio,
  recallByIou,
  anchorsAboveThreshold,
  anchors,
  branches,
  belowFinestCell,
}: AnchorFit): ExactAnchors['fit'] => ({
  objects,
  meanBestIou,
  recallByRatio,
  recallByIou,
  anchorsAboveThreshold,
  anchors,
  branches,
  belowFinestCell,
});
