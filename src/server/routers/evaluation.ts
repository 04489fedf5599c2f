// Calls about stored evaluations: making one, its report, recounting it, one of its images.
import {
  evaluationImageInput,
  evaluationInput,
  recountInput,
  type EvaluationImage,
  type ObjectnessMaps,
  type SplitRecount,
} from '../../contract/api.ts';
import type { EvaluationSummary } from '../../contract/evaluation.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { datasetIdOf } from '../state/opened-datasets.ts';
import { createRouter, procedure } from '../trpc.ts';

export const evaluationRouter = createRouter({
  start: procedure.input(evaluationInput).mutation(async ({ ctx, input }): Promise<null> => {
    const { directory } = await ctx.runs.find(input.runId);
    const { ended } = ctx.supervisor.start({
      kind: 'evaluate',
      runDirectory: directory,
      split: input.split,
      backend: 'auto',
    });
    ended.then(() => ctx.runs.refresh()).catch(ctx.onBug);
    return null;
  }),
  summary: procedure
    .input(evaluationInput)
    .query(async ({ ctx, input }): Promise<EvaluationSummary> =>
      (await ctx.runs.find(input.runId)).readEvaluationSummary(input.split),
    ),
  recount: procedure.input(recountInput).query(async ({ ctx, input, signal }): Promise<SplitRecount> => {
    const { directory: runDirectory } = await ctx.runs.find(input.runId);
    return ctx.inspector.recount({ runDirectory, split: input.split }, input.settings, signal);
  }),
  objectness: procedure
    .input(evaluationImageInput)
    .query(async ({ ctx, input, signal }): Promise<ObjectnessMaps> => {
      const { directory: runDirectory } = await ctx.runs.find(input.runId);
      return ctx.inspector.objectness({ runDirectory, split: input.split }, input.imageId, signal);
    }),
  image: procedure
    .input(evaluationImageInput)
    .query(async ({ ctx, input, signal }): Promise<EvaluationImage> => {
      const folder = await ctx.runs.find(input.runId);
      const place = { runDirectory: folder.directory, split: input.split };
      const [inspected, record, recipe] = await Promise.all([
        ctx.inspector.image(place, input.imageId, signal),
        folder.readRecord(),
        folder.readRecipe(),
      ]);
      await ctx.datasets.ensureOpen(record.dataset.root); // The picture is the next thing that is asked for.
      return { datasetId: datasetIdOf(record.dataset.root), ...inspected, ...networkOf(recipe) };
    }),
});

/** What the inspector draws of the network. A run's recipe is resolved, so nothing is `auto`. */
function networkOf({ network, input }: Recipe): Pick<EvaluationImage, 'branches' | 'input'> {
  if (network.branches === 'auto' || input.height === 'auto') {
    throw new Error('The recipe of an evaluated run still has a value `auto`');
  }
  return { branches: network.branches, input: { width: input.width, height: input.height } };
}
