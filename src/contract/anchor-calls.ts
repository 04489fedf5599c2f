// Calls about anchors between page and server: the sizes that anchors are judged by, their exact figures, new anchors.
import { z } from 'zod';
import type { AnchorWarning } from '../core/anchors/anchor-warnings.ts';
import { CLUSTER_METHODS } from '../core/anchors/cluster-anchors.ts';
import type { AnchorFit } from '../core/anchors/measure-fit.ts';
import { FIT_METRICS } from '../core/anchors/shape-fit.ts';
import type { PackedNumbers } from './evaluation-calls.ts';
import { branchSchema, recipeSchema, strideSchema } from './recipe.ts';

/** Sizes of the training objects at input size, without augmentation, in bins: from them the page works out what it shows. */
export interface ObjectSizes {
  readonly input: { readonly width: number; readonly height: number };
  /** A row a bin, float64 each; `weight`: objects. */
  readonly bins: {
    readonly width: PackedNumbers;
    readonly height: PackedNumbers;
    readonly weight: PackedNumbers;
  };
  readonly objects: number;
  /** Different sizes among the objects. */
  readonly distinctSizes: number;
}

/** Over every object, where the page has bins; and what only the places of the objects tell. */
export interface ExactAnchors {
  readonly fit: Omit<AnchorFit, 'aspects'>;
  readonly warnings: readonly AnchorWarning[];
  /** Without augmentation. Claims of objects on a cell and anchor that went to another object. */
  readonly collisions: number;
  /** Objects that nothing is trained to find. */
  readonly lost: number;
}

export const clusterAnchorsInput = z.object({
  datasetId: z.string(),
  /** Its branches say to which strides the anchors are dealt. */
  recipe: recipeSchema,
  method: z.enum(CLUSTER_METHODS),
  metric: z.enum(FIT_METRICS),
  /** Of all anchors, those in `held` among them. */
  count: z.int().min(1).max(64),
  /** Equally many each in order of size, by receptive field, or all to the branch of one stride. */
  distribution: z.enum(['size', 'field']).or(strideSchema),
  /** Anchors that stay as they are, with their branches. */
  held: z.array(branchSchema).default([]),
});
export const suggestAnchorsInput = z.object({
  datasetId: z.string(),
  recipe: recipeSchema,
  metric: z.enum(FIT_METRICS),
});
