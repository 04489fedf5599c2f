// Calls about anchors before a training: the sizes they are judged by, their exact figures, new ones.
import {
  clusterAnchorsInput,
  suggestAnchorsInput,
  type ExactAnchors,
  type ObjectSizes,
} from '../../contract/anchor-calls.ts';
import { recipeInput } from '../../contract/api.ts';
import type { BranchRecipe } from '../../contract/recipe.ts';
import type { SuggestedCount } from '../../core/anchors/suggest-count.ts';
import { createRouter, procedure } from '../trpc.ts';

export const anchorsRouter = createRouter({
  sizes: procedure.input(recipeInput).query(async ({ ctx, input, signal }): Promise<ObjectSizes> => {
    const { packed } = await ctx.datasets.ready(input.datasetId);
    return ctx.inspector.askOfRecipe('objectSizes', packed, { recipe: input.recipe }, signal);
  }),
  judge: procedure.input(recipeInput).query(async ({ ctx, input, signal }): Promise<ExactAnchors> => {
    const { packed } = await ctx.datasets.ready(input.datasetId);
    return ctx.inspector.askOfRecipe('judgeAnchors', packed, { recipe: input.recipe }, signal);
  }),
  cluster: procedure
    .input(clusterAnchorsInput)
    .query(async ({ ctx, input, signal }): Promise<readonly BranchRecipe[]> => {
      const { datasetId, recipe, ...request } = input;
      const { packed } = await ctx.datasets.ready(datasetId);
      return ctx.inspector.askOfRecipe('clusterAnchors', packed, { recipe, request }, signal);
    }),
  suggest: procedure
    .input(suggestAnchorsInput)
    .query(async ({ ctx, input, signal }): Promise<SuggestedCount> => {
      const { datasetId, recipe, metric } = input;
      const { packed } = await ctx.datasets.ready(datasetId);
      return ctx.inspector.askOfRecipe('suggestAnchors', packed, { recipe, metric }, signal);
    }),
});
