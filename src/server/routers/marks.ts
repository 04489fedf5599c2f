// Calls about marks: the shared list of a dataset, changes with undo, and the export.
import { datasetIdInput } from '../../contract/api.ts';
import { addMarksInput, removeMarksInput, type MarkExport, type MarkList } from '../../contract/marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { createRouter, procedure } from '../trpc.ts';

export const marksRouter = createRouter({
  list: procedure.input(datasetIdInput).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<MarkList, void> {
    yield* ctx.marks.follow(await ctx.datasets.ready(input.datasetId), signal!);
  }),
  add: procedure
    .input(addMarksInput)
    .mutation(async ({ ctx, input }): Promise<readonly Mark[]> =>
      ctx.marks.add(await ctx.datasets.ready(input.datasetId), input.marks),
    ),
  remove: procedure.input(removeMarksInput).mutation(async ({ ctx, input }): Promise<null> => {
    await ctx.marks.remove(await ctx.datasets.ready(input.datasetId), input.markIds);
    return null;
  }),
  undo: procedure.input(datasetIdInput).mutation(async ({ ctx, input }): Promise<null> => {
    await ctx.marks.step(await ctx.datasets.ready(input.datasetId), 'undo');
    return null;
  }),
  redo: procedure.input(datasetIdInput).mutation(async ({ ctx, input }): Promise<null> => {
    await ctx.marks.step(await ctx.datasets.ready(input.datasetId), 'redo');
    return null;
  }),
  export: procedure
    .input(datasetIdInput)
    .query(async ({ ctx, input }): Promise<MarkExport> =>
      ctx.marks.export(await ctx.datasets.ready(input.datasetId)),
    ),
});
