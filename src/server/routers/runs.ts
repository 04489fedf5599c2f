// Calls about runs: the shared list, one run's record and events, removal.
import { existsSync } from 'node:fs';
import { tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import {
  importInput,
  relocateInput,
  runEventsInput,
  runIdInput,
  type ImportedPredictions,
  type RelocatedRuns,
  type RunDetails,
} from '../../contract/api.ts';
import type { JobEvent } from '../../contract/job-events.ts';
import type { RunRecord } from '../../contract/run.ts';
import { datasetIdOf } from '../../storage/datasets/dataset-id.ts';
import { deleteRun } from '../../storage/runs/find-runs.ts';
import { relocateRun, runsOfDataset } from '../../storage/runs/relocate-run.ts';
import { RunFolder } from '../../storage/runs/run-folder.ts';
import { absolutePath } from '../folders/absolute-path.ts';
import { createRouter, procedure } from '../trpc.ts';

/** After a reconnection the client names the last event that it got. */
const followInput = runEventsInput.extend({ lastEventId: z.string().nullish() });

export const runsRouter = createRouter({
  list: procedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<readonly RunRecord[], void> {
    yield* ctx.runs.follow(signal!);
  }),
  get: procedure.input(runIdInput).query(async ({ ctx, input }): Promise<RunDetails> => {
    const folder = await ctx.runs.find(input.runId);
    const record = await folder.readRecord();
    const [recipe, recipeYaml] = record.source
      ? [null, null]
      : await Promise.all([folder.readRecipe(), folder.readRecipeText()]);
    const { root } = record.dataset;
    const datasetThere = existsSync(root);
    return {
      record,
      recipe,
      recipeYaml,
      datasetId: datasetIdOf(root),
      datasetThere,
      directory: folder.directory,
    };
  }),
  events: procedure.input(followInput).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<TrackedEnvelope<JobEvent>, void> {
    const folder = await ctx.runs.find(input.runId);
    const next = Math.max(input.fromSequence, Number(input.lastEventId ?? -1) + 1);
    // A long run has tens of thousands of progress events that nobody wants to see again.
    const events = folder.followEvents(next, signal!, { skipSupersededProgress: true });
    for await (const event of events) yield tracked(String(event.sequence), event);
  }),
  import: procedure.input(importInput).mutation(async ({ ctx, input }): Promise<ImportedPredictions> => {
    const { datasetId, file, split, name, categoryNames } = input;
    const { packed } = await ctx.datasets.ready(datasetId);
    const { runDirectory, way, warnings } = await ctx.inspector.importPredictions(packed, {
      runsDirectory: ctx.runsDirectory,
      file: absolutePath(file),
      split,
      versions: { boxwright: ctx.version },
      ...(name === undefined ? {} : { name }),
      ...(categoryNames === undefined ? {} : { categoryNames: absolutePath(categoryNames) }),
    });
    await ctx.runs.refresh();
    return { record: await new RunFolder(runDirectory).readRecord(), way, warnings };
  }),
  relocate: procedure.input(relocateInput).mutation(async ({ ctx, input }): Promise<RelocatedRuns> => {
    const { force = false, others = false } = input;
    const folder = await ctx.runs.find(input.runId);
    const { dataset: before } = await folder.readRecord();
    const { datasetId } = await ctx.datasets.open(input.root);
    const { about, summary } = await ctx.datasets.ready(datasetId);
    const place = { ...about, splits: summary.splits };
    const first = await relocateRun(folder, place, force);
    const rest = others ? await runsOfDataset(ctx.runsDirectory, before.root) : [];
    const relocated = [first.runId];
    for (const other of rest) {
      const { runId, dataset } = await other.readRecord();
      if (dataset.fingerprint !== place.fingerprint) continue; // It is of other data: its own question.
      await relocateRun(other, place);
      relocated.push(runId);
    }
    await ctx.runs.refresh();
    if (!existsSync(before.root)) await ctx.datasets.close(datasetIdOf(before.root));
    return { datasetId, runIds: relocated };
  }),
  delete: procedure.input(runIdInput).mutation(async ({ ctx, input }): Promise<null> => {
    await deleteRun(await ctx.runs.find(input.runId));
    await ctx.runs.refresh();
    return null;
  }),
});
