// boxwright train: trains on a dataset folder, evaluates, and leaves a run folder.
import { availableParallelism, cpus } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { backendSchema, recipeSchema, type BackendName, type Recipe } from '../../contract/recipe.ts';
import { UserError } from '../../core/user-error.ts';
import { resolveRecipe } from '../../jobs/recipe/resolve-recipe.ts';
import { runJob } from '../../jobs/run-job.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { interruptSignal } from '../interrupt.ts';
import { fraction, positiveInteger, positiveNumber, integer, collect } from '../option-parsers.ts';
import { evaluationReport } from '../output/evaluation-report.ts';
import { TrainingProgress } from '../output/training-progress.ts';
import { packageVersion } from '../package-version.ts';
import { readRecipeOptions, type RecipeOptions } from '../recipe-options.ts';
import { Interrupted } from '../run-command-line.ts';

interface TrainOptions extends RecipeOptions {
  readonly maxMinutes?: number;
  readonly backend?: string;
  readonly runs: string;
  readonly resume?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  boxwright train ./cells
  boxwright train ./cells --recipe yolov3-tiny --epochs 100 --seed 1
  boxwright train ./cells --set network.gaussian=true --set network.strides=[16,8] --max-minutes 30
  boxwright train --resume latest
`;

/** Adds the command. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .description('train on a dataset folder, evaluate, and write a run folder')
    .argument('[folder]', 'dataset folder (Pascal VOC, YOLO, Darknet or COCO)')
    .option('--recipe <file|preset>', 'recipe file, or preset: yolov3, yolov3-spp, yolov3-tiny, yolov3-slim')
    .option('--set <path=value>', 'change one setting of the recipe; may be repeated', collect)
    .option('--epochs <n>', 'passes over the training images', positiveInteger)
    .option(
      '--max-minutes <n>',
      'fit the number of epochs into this time, evaluation included',
      positiveNumber,
    )
    .option('--backend <name>', 'tensorflow, wasm or cpu; the fastest there is unless given')
    .option('--seed <n>', 'seed of everything random', integer)
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--resume <run>', 'go on from the last checkpoint of a run (id, name, folder or "latest")')
    .option('--score-threshold <x>', 'score at which TP, FP and FN are counted', fraction)
    .option('--nms-iou-threshold <x>', 'IoU above which NMS suppresses', fraction)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(trainCommand);
}

async function trainCommand(folder: string | undefined, options: TrainOptions): Promise<void> {
  const backend = options.backend === undefined ? 'auto' : parseBackend(options.backend);
  const { run, datasetRoot, recipe } =
    options.resume === undefined ? await newRun(folder, options) : await resumedRun(options.resume, options);
  const maxMinutes = options.resume === undefined ? (options.maxMinutes ?? null) : null;
  const spec = {
    kind: 'train',
    runDirectory: run.directory,
    datasetRoot,
    recipe,
    resume: options.resume !== undefined,
    backend,
    maxMinutes,
  } as const;
  await followJob(runJob, spec, run.directory);
  await report(run, options.json === true);
}

/** Runs a job in this process and shows its events. @throws UserError when it fails, Interrupted when stopped */
export async function followJob(
  job: typeof runJob,
  spec: Parameters<typeof runJob>[0],
  runDirectory: string,
): Promise<void> {
  const interrupt = interruptSignal();
  const progress = new TrainingProgress();
  try {
    for await (const event of job(spec, { signal: interrupt.signal })) {
      progress.show(event);
      if (event.type === 'failed')
        throw new UserError({
          code: event.code,
          message: event.message,
          ...(event.hint ? { hint: event.hint } : {}),
        });
      if (event.type === 'cancelled') {
        progress.stop();
        process.stderr.write(`Stopped. Go on with: boxwright train --resume ${runDirectory}\n`);
        throw new Interrupted();
      }
    }
  } finally {
    progress.stop();
    interrupt.release();
  }
}

async function newRun(folder: string | undefined, options: TrainOptions) {
  if (folder === undefined)
    throw new UserError({
      code: 'usage',
      message: 'Which dataset folder? None was given.',
      hint: 'boxwright train <folder>',
    });
  const recipe = await readRecipeOptions(options);
  const dataset = await openDataset(folder);
  resolveRecipe(dataset, recipe); // mistakes show before a run folder is made
  const versions = {
    boxwright: packageVersion(),
    node: process.versions.node,
    threads: String(availableParallelism()),
    cpu: cpus()[0]?.model ?? '',
  };
  const run = await createRun(resolve(options.runs), { dataset, recipe, versions });
  return { run, datasetRoot: dataset.root, recipe };
}

async function resumedRun(
  text: string,
  options: TrainOptions,
): Promise<{ run: RunFolder; datasetRoot: string; recipe: Recipe }> {
  const run = await findRun(resolve(options.runs), text);
  const record = await run.readRecord();
  return { run, datasetRoot: record.dataset.root, recipe: recipeSchema.parse(await run.readRecipe()) };
}

function parseBackend(text: string): BackendName {
  const backend = backendSchema.safeParse(text);
  if (backend.success) return backend.data;
  throw new UserError({
    code: 'usage',
    message: `--backend ${text}: there is no such backend.`,
    hint: `Choose one of ${backendSchema.options.join(', ')}.`,
  });
}

async function report(run: RunFolder, json: boolean): Promise<void> {
  const record = await run.readRecord();
  const split = record.metrics?.split;
  const summary = split === undefined ? null : await run.readEvaluationSummary(split);
  if (json) {
    const { epochsDone: epochs, seconds, backend, name } = record;
    process.stdout.write(
      `${JSON.stringify({ run: run.directory, name, epochs, seconds, backend, ...summary }, null, 2)}\n`,
    );
    return;
  }
  if (summary) process.stdout.write(`${evaluationReport(summary)}\n`);
  process.stdout.write(`\nrun     ${record.name}\nfolder  ${run.directory}\n`);
}
