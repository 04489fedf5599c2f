// Calls about datasets: opening, the shared list, summaries and images.
import {
  datasetIdInput,
  datasetImageInput,
  datasetImagesInput,
  openDatasetInput,
  type DatasetImage,
  type ImageList,
  type OpenedDataset,
} from '../../contract/api.ts';
import type { DatasetSummary } from '../../contract/dataset.ts';
import { writeSampleDataset } from '../../storage/sample/write-sample.ts';
import { sampleDirectory } from '../folders/data-directory.ts';
import { createRouter, procedure } from '../trpc.ts';

export const datasetRouter = createRouter({
  open: procedure
    .input(openDatasetInput)
    .mutation(({ ctx, input }): Promise<OpenedDataset> => ctx.datasets.open(input.root)),
  openSample: procedure.mutation(({ ctx }): Promise<OpenedDataset> => {
    const folder = sampleDirectory();
    return ctx.datasets.open(folder, async (report, signal) => {
      await writeSampleDataset(folder, {
        signal,
        onProgress: ({ done, total }) => report({ phase: 'sample', done, total }),
      });
    });
  }),
  close: procedure.input(datasetIdInput).mutation(async ({ ctx, input }): Promise<null> => {
    await ctx.datasets.close(input.datasetId);
    return null;
  }),
  opened: procedure.subscription(async function* ({
    ctx,
    signal,
  }): AsyncGenerator<readonly OpenedDataset[], void> {
    yield* ctx.datasets.follow(signal!);
  }),
  summary: procedure
    .input(datasetIdInput)
    .query(
      async ({ ctx, input }): Promise<DatasetSummary> => (await ctx.datasets.ready(input.datasetId)).summary,
    ),
  images: procedure.input(datasetImagesInput).query(async ({ ctx, input }): Promise<ImageList> => {
    const { datasetId, offset, limit, ...filter } = input;
    return (await ctx.datasets.ready(datasetId)).list(filter, offset, limit);
  }),
  image: procedure
    .input(datasetImageInput)
    .query(async ({ ctx, input }): Promise<DatasetImage> =>
      (await ctx.datasets.ready(input.datasetId)).image(input.imageId),
    ),
});
