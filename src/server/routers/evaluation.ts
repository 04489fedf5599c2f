// Calls about stored evaluations: making one, its report, recounting it, one of its images.
import type { z } from 'zod';
import {
  evaluationImageInput,
  evaluationInput,
  findThresholdInput,
  ledgerInput,
  cropsInput,
  recountInput,
  saveSettingsInput,
  type CropBatch,
  type EvaluationImage,
  type JudgedBoxes,
  type Ledger,
  type PartPrecision,
  type ObjectnessMaps,
  type ReportDocument,
  type PackedNumbers,
  type SplitRecount,
} from '../../contract/evaluation-calls.ts';
import type { EvaluationSummary } from '../../contract/evaluation.ts';
import type { FoundThreshold } from '../../core/analysis/find-threshold.ts';
import type { Size } from '../../core/boxes/box.ts';
import type { InspectedNetwork } from '../../core/inspection/describe-candidate.ts';
import { networkOfRun } from '../../jobs/evaluate/network-of-run.ts';
import { trainedGroundTruth } from '../../jobs/evaluate/trained-ground-truth.ts';
import type { EvaluationAt } from '../../jobs/process/inspector-calls.ts';
import { datasetIdOf } from '../../storage/datasets/dataset-id.ts';
import { lookAtPicture } from '../../storage/images/look-at-picture.ts';
import { assertDatasetThere } from '../../storage/runs/assert-dataset.ts';
import { assertHasNetwork } from '../../storage/runs/assert-network.ts';
import { createRouter, procedure } from '../trpc.ts';
import type { Workbench } from '../workbench.ts';

export const evaluationRouter = createRouter({
  start: procedure.input(evaluationInput).mutation(async ({ ctx, input }): Promise<null> => {
    const folder = await ctx.runs.find(input.runId);
    const record = await folder.readRecord();
    assertHasNetwork(record);
    assertDatasetThere(record);
    const { ended } = ctx.supervisor.start({
      kind: 'evaluate',
      runDirectory: folder.directory,
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
  recount: procedure
    .input(recountInput)
    .query(async ({ ctx, input, signal }): Promise<SplitRecount> =>
      ctx.inspector.ask('recount', (await evaluationAt(ctx, input)).at, signal),
    ),
  judged: procedure.input(recountInput).query(async ({ ctx, input, signal }): Promise<JudgedBoxes> => {
    const { at, datasetId, root } = await evaluationAt(ctx, input);
    await ctx.datasets.ensureOpen(root); // Pictures are the next thing that is asked for.
    return { datasetId, ...(await ctx.inspector.ask('judged', at, signal)) };
  }),
  report: procedure
    .input(recountInput)
    .query(async ({ ctx, input, signal }): Promise<EvaluationSummary> =>
      ctx.inspector.ask('report', (await evaluationAt(ctx, input)).at, signal),
    ),
  reportPage: procedure
    .input(recountInput)
    .query(async ({ ctx, input }): Promise<ReportDocument> =>
      ctx.inspector.askBeside('reportPage', (await evaluationAt(ctx, input)).at),
    ),
  findThreshold: procedure
    .input(findThresholdInput)
    .query(async ({ ctx, input, signal }): Promise<FoundThreshold | null> => {
      const { at } = await evaluationAt(ctx, input);
      return ctx.inspector.ask('findThreshold', { ...at, goal: input.goal }, signal);
    }),
  parts: procedure
    .input(recountInput)
    .query(async ({ ctx, input, signal }): Promise<readonly PartPrecision[]> =>
      ctx.inspector.ask('parts', (await evaluationAt(ctx, input)).at, signal),
    ),
  brightness: procedure.input(evaluationInput).query(async ({ ctx, input }): Promise<PackedNumbers> => {
    const { directory: runDirectory } = await ctx.runs.find(input.runId);
    return ctx.inspector.askBeside('brightness', { runDirectory, split: input.split });
  }),
  ledger: procedure.input(ledgerInput).query(async ({ ctx, input, signal }): Promise<Ledger> => {
    const [before, after] = await Promise.all([
      evaluationAt(ctx, input.before),
      evaluationAt(ctx, input.after),
    ]);
    const ledger = await ctx.inspector.ask('ledger', { before: before.at, after: after.at }, signal);
    return { datasetId: after.datasetId, ...ledger };
  }),
  crops: procedure.input(cropsInput).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<CropBatch, void> {
    const { at } = await evaluationAt(ctx, input);
    const { withTruePositives = false } = input;
    for (let fromRow = 0; signal?.aborted !== true;) {
      const batch = await ctx.inspector.askBeside('describeCrops', { ...at, withTruePositives, fromRow });
      yield batch;
      if (batch.done >= batch.total) return;
      fromRow = batch.done;
    }
  }),
  saveSettings: procedure.input(saveSettingsInput).mutation(async ({ ctx, input }): Promise<null> => {
    const { directory: runDirectory } = await ctx.runs.find(input.runId);
    await ctx.inspector.ask('saveSettings', { runDirectory, settings: input.settings });
    await ctx.runs.refresh();
    return null;
  }),
  objectness: procedure
    .input(evaluationImageInput)
    .query(async ({ ctx, input, signal }): Promise<ObjectnessMaps> => {
      const { directory: runDirectory } = await ctx.runs.find(input.runId);
      return ctx.inspector.ask(
        'objectness',
        { runDirectory, split: input.split, imageId: input.imageId },
        signal,
      );
    }),
  image: procedure
    .input(evaluationImageInput)
    .query(async ({ ctx, input, signal }): Promise<EvaluationImage> => {
      const folder = await ctx.runs.find(input.runId);
      const place = { runDirectory: folder.directory, split: input.split };
      const [inspected, record] = await Promise.all([
        ctx.inspector.ask('image', { ...place, imageId: input.imageId }, signal),
        folder.readRecord(),
      ]);
      const { root } = record.dataset;
      const [picture, network, trainedOn] = await Promise.all([
        lookAtPicture(root, inspected.record),
        networkOfRun(folder, inspected.classes),
        trainedGroundTruth(folder.directory, inspected.record, inspected.classes),
      ]);
      // The picture is the next thing that is asked for.
      if (picture.state !== 'dataset-moved') await ctx.datasets.ensureOpen(root);
      return {
        datasetId: datasetIdOf(root),
        ...inspected,
        picture,
        ...networkFacts(network, inspected.record),
        trainedOn,
      };
    }),
});

/** Where an evaluation is stored, at the settings that are asked for, and the dataset that its pictures come from. */
async function evaluationAt(
  { runs }: Workbench,
  { runId, ...at }: z.output<typeof recountInput>,
): Promise<{ readonly at: EvaluationAt; readonly datasetId: string; readonly root: string }> {
  const folder = await runs.find(runId);
  const { dataset } = await folder.readRecord();
  const { root } = dataset;
  return { at: { runDirectory: folder.directory, ...at }, datasetId: datasetIdOf(root), root };
}

/** What the inspector says of the network; no branches where there is none. @param image its size stands in for the input's */
function networkFacts(
  network: InspectedNetwork | null,
  image: Size,
): Pick<EvaluationImage, 'branches' | 'input' | 'training'> {
  const { branches, input, rule, ignoreThreshold } = network ?? { ...NO_NETWORK, input: image };
  return {
    branches,
    input: { width: input.width, height: input.height },
    training: { ...rule, ignoreThreshold },
  };
}

const NO_NETWORK = {
  branches: [],
  rule: { assignment: 'best', ratioThreshold: 1 },
  ignoreThreshold: 1,
} as const;
