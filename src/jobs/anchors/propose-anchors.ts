// New anchors for a dataset, dealt out to branches.
import { clusterAnchors, type ClusterOptions } from '../../core/anchors/cluster-anchors.ts';
import {
  distributeAnchors,
  distributeByField,
  type AnchoredBranch,
} from '../../core/anchors/distribute-anchors.ts';
import type { Size } from '../../core/boxes/box.ts';
import { fromBranchRecipes, toBranchRecipes } from '../recipe/branch-recipes.ts';
import type { AnchorSubject } from './anchor-subject.ts';

/** `size`: equally many each, in order of size; `field`: by stride and receptive field. */
export const DISTRIBUTIONS = ['size', 'field'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

/**
 * Clusters the objects as they lie at input size (not at the augmentation's scales: what is detected is not augmented).
 * Rounded as a recipe writes them: by default they are those that a training with the recipe finds.
 */
export function proposeAnchors(
  subject: AnchorSubject,
  options: ClusterOptions,
  distribution: Distribution,
): AnchoredBranch[] {
  const dealt = dealAnchors(subject, clusterAnchors(subject.sizes, options), distribution);
  return fromBranchRecipes(toBranchRecipes(dealt));
}

/** Anchors dealt out to the subject's branches. */
export function dealAnchors(
  { heads }: AnchorSubject,
  anchors: readonly Size[],
  distribution: Distribution,
): AnchoredBranch[] {
  if (distribution === 'field') return distributeByField(anchors, heads);
  const ascending = [...anchors].sort((a, b) => a.width * a.height - b.width * b.height);
  return distributeAnchors(
    ascending,
    heads.map(({ stride }) => stride),
  );
}
