// Calls about training: preview, start, stop, resume.
import { availableParallelism, cpus } from 'node:os';
import { recipeInput, runIdInput, startTrainingInput, type RecipePreview } from '../../contract/api.ts';
import type { TrainSpec } from '../../contract/job-spec.ts';
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';
import { assertIdle } from '../../jobs/train/assert-idle.ts';
import { assertDatasetThere } from '../../storage/runs/assert-dataset.ts';
import { assertHasNetwork } from '../../storage/runs/assert-network.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { asParent } from '../../storage/runs/run-weights.ts';
import { createRouter, procedure } from '../trpc.ts';
import type { Workbench } from '../workbench.ts';

export const trainingRouter = createRouter({
  preview: procedure.input(recipeInput).query(async ({ ctx, input, signal }): Promise<RecipePreview> => {
    const { packed } = await ctx.datasets.ready(input.datasetId);
    return ctx.inspector.preview(packed, input.recipe, signal);
  }),
  start: procedure.input(startTrainingInput).mutation(async ({ ctx, input }): Promise<RunRecord> => {
    const { datasetId, recipe, maxMinutes = null, from } = input;
    await ctx.supervisor.makeRoom('train');
    const { packed, about: dataset } = await ctx.datasets.ready(datasetId);
    await ctx.inspector.preview(packed, recipe); // Mistakes show before a run folder is made.
    ctx.supervisor.assertCanStart('train');
    const parent = from === undefined ? null : await asParent(await ctx.runs.find(from), 'best');
    const folder = await createRun(ctx.runsDirectory, {
      dataset,
      recipe,
      versions: versionsOf(ctx),
      ...(parent && { parent }),
    });
    const spec = { datasetRoot: dataset.root, recipe, resume: false, maxMinutes };
    return launch(ctx, folder, spec);
  }),
  stop: procedure.input(runIdInput).mutation(async ({ ctx, input }): Promise<null> => {
    const folder = await ctx.runs.find(input.runId);
    await assertOurs(ctx, folder);
    // Ending the current step may take a while; the run's state tells when it has stopped.
    ctx.supervisor.cancel(folder.directory).catch(ctx.onBug);
    return null;
  }),
  resume: procedure.input(runIdInput).mutation(async ({ ctx, input }): Promise<RunRecord> => {
    await ctx.supervisor.makeRoom('train');
    const folder = await ctx.runs.find(input.runId);
    const record = await folder.readRecord();
    await assertResumable(folder, record);
    const recipe = await folder.readRecipe();
    await folder.updateRecord({ state: 'running', pid: process.pid, endedAt: null, error: null });
    return launch(ctx, folder, { datasetRoot: record.dataset.root, recipe, resume: true, maxMinutes: null });
  }),
});

async function launch(
  ctx: Workbench,
  folder: RunFolder,
  spec: Omit<TrainSpec, 'kind' | 'runDirectory' | 'backend'>,
): Promise<RunRecord> {
  const { ended } = ctx.supervisor.start({
    kind: 'train',
    runDirectory: folder.directory,
    backend: 'auto',
    ...spec,
  });
  ended.then(() => ctx.runs.refresh()).catch(ctx.onBug);
  await ctx.runs.refresh();
  return folder.readRecord();
}

function versionsOf({ version }: Workbench): Record<string, string> {
  return {
    boxwright: version,
    node: process.versions.node,
    threads: String(availableParallelism()),
    cpu: cpus()[0]?.model ?? '',
  };
}

async function assertOurs({ supervisor }: Workbench, folder: RunFolder): Promise<void> {
  if (supervisor.list().some(({ spec }) => spec.runDirectory === folder.directory)) return;
  const { runId, state, pid } = await folder.readRecord();
  throw new UserError(
    state === 'running'
      ? {
          code: 'run-not-ours',
          message: `Run ${runId} is being trained by another program (process ${pid ?? 'unknown'}).`,
          hint: 'Stop it there, for example with Ctrl-C in its terminal.',
        }
      : { code: 'run-not-running', message: `Run ${runId} is not being trained: it is ${state}.` },
  );
}

async function assertResumable(folder: RunFolder, record: RunRecord): Promise<void> {
  assertIdle(record);
  assertHasNetwork(record);
  assertDatasetThere(record);
  if (await folder.hasCheckpoint('last')) return;
  throw new UserError({
    code: 'checkpoint-not-found',
    message: `Run ${record.runId} ended before its first epoch was done, so there is nothing to go on from.`,
    hint: 'Start a new training with its recipe.',
  });
}
