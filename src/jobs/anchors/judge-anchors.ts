// All that can be said of a set of anchors before it is trained: fit, collisions, cost, warnings.
import { anchorWarnings, type AnchorWarning } from '../../core/anchors/anchor-warnings.ts';
import type { AnchoredBranch } from '../../core/anchors/distribute-anchors.ts';
import {
  DEFAULT_RECALL_IOU,
  DEFAULT_RECALL_RATIO,
  measureFit,
  type AnchorFit,
} from '../../core/anchors/measure-fit.ts';
import { countDistinctSizes, sizeTable } from '../../core/anchors/size-table.ts';
import { findCollisions, type Collisions } from '../../core/assignment/find-collisions.ts';
import { costDifference, type CostDifference } from '../../core/network/cost-difference.ts';
import { networkCost, type NetworkCost } from '../../core/network/shapes.ts';
import { toBranchRecipes } from '../recipe/branch-recipes.ts';
import { trainedSizeTable } from '../recipe/objects-at-input.ts';
import { networkOf } from '../recipe/resolve-recipe.ts';
import type { AnchorSubject } from './anchor-subject.ts';

export interface JudgedAnchors {
  readonly fit: AnchorFit;
  readonly recallRatio: number;
  readonly recallIou: number;
  /** Without augmentation. */
  readonly collisions: Collisions;
  /** Of the network with these anchors; branches without any are left out of it. */
  readonly cost: NetworkCost;
  /** What one more anchor on each branch would add. */
  readonly oneMoreEach: CostDifference;
  readonly warnings: readonly AnchorWarning[];
}

/** Exact: over every object. @param branches coarsest first, a branch of the subject each; at least one anchor in all. */
export function judgeAnchors(
  subject: AnchorSubject,
  branches: readonly AnchoredBranch[],
  thresholds: { readonly recallRatio?: number; readonly recallIou?: number } = {},
): JudgedAnchors {
  const { recallRatio = DEFAULT_RECALL_RATIO, recallIou = DEFAULT_RECALL_IOU } = thresholds;
  const { recipe, input, sizes } = subject;
  const heads = subject.heads.map((head, i) => ({ ...head, anchors: branches[i]!.anchors }));
  const options = { rule: recipe.loss, recallRatio, recallIou };
  const fit = measureFit(trainedSizeTable(sizes, recipe, 'exact'), heads, options);
  const cost = costOf(subject, branches);
  const more = branches.map(({ stride, anchors }) => ({
    stride,
    anchors: [...anchors, ...anchors.slice(-1)],
  }));
  return {
    fit,
    recallRatio,
    recallIou,
    collisions: findCollisions(subject.objects, heads, recipe.loss),
    cost,
    oneMoreEach: costDifference(cost, costOf(subject, more)),
    warnings: anchorWarnings({
      fit,
      input,
      distinctSizes: countDistinctSizes(sizeTable(sizes)),
      recallRatio,
    }),
  };
}

function costOf({ recipe, classes }: AnchorSubject, branches: readonly AnchoredBranch[]): NetworkCost {
  const used = toBranchRecipes(branches.filter(({ anchors }) => anchors.length > 0));
  return networkCost(networkOf({ ...recipe, network: { ...recipe.network, branches: used } }, classes));
}
