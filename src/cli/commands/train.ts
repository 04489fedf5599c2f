// boxwright train: trains on a dataset folder, evaluates, and leaves a run folder.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { StepProfile } from '../../contract/job-events.ts';
import { recipeSchema, type BackendName, type Recipe } from '../../contract/recipe.ts';
import { UserError } from '../../core/user-error.ts';
import { resolveRecipe } from '../../jobs/recipe/resolve-recipe.ts';
import { runJob } from '../../jobs/run-job.ts';
import { assertIdle } from '../../jobs/train/assert-idle.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { assertDatasetThere } from '../../storage/runs/assert-dataset.ts';
import { assertHasNetwork } from '../../storage/runs/assert-network.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { followJob } from '../follow-job.ts';
import {
  collect,
  fraction,
  integer,
  parseBackend,
  positiveInteger,
  positiveNumber,
} from '../option-parsers.ts';
import { evaluationReport } from '../output/evaluation-report.ts';
import { profileReport } from '../output/profile-report.ts';
import { runVersions } from '../run-versions.ts';
import { readRecipeOptions, type RecipeOptions } from '../recipe-options.ts';

interface TrainOptions extends RecipeOptions {
  readonly maxMinutes?: number;
  readonly backend?: BackendName;
  readonly runs: string;
  readonly resume?: string;
  readonly profile?: boolean;
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
    .option('--backend <name>', 'tensorflow, wasm or cpu; the fastest there is unless given', parseBackend)
    .option('--seed <n>', 'seed of everything random', integer)
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--resume <run>', 'go on from the last checkpoint of a run (id, name, folder or "latest")')
    .option('--score-threshold <x>', 'score at which TP, FP and FN are counted', fraction)
    .option('--nms-iou-threshold <x>', 'IoU above which NMS suppresses', fraction)
    .option('--profile', 'show the time of each operation and layer')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(trainCommand);
}

async function trainCommand(folder: string | undefined, options: TrainOptions): Promise<void> {
  const backend = options.backend ?? 'auto';
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
    profile: options.profile === true,
  } as const;
  const { profile } = await followJob(runJob, spec, run.directory);
  await report(run, profile, options.json === true);
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
  const run = await createRun(resolve(options.runs), { dataset, recipe, versions: runVersions() });
  return { run, datasetRoot: dataset.root, recipe };
}

async function resumedRun(
  text: string,
  options: TrainOptions,
): Promise<{ run: RunFolder; datasetRoot: string; recipe: Recipe }> {
  const run = await findRun(resolve(options.runs), text);
  const record = await run.readRecord();
  assertIdle(record);
  assertHasNetwork(record);
  assertDatasetThere(record);
  return { run, datasetRoot: record.dataset.root, recipe: recipeSchema.parse(await run.readRecipe()) };
}

async function report(run: RunFolder, profile: StepProfile | undefined, json: boolean): Promise<void> {
  const record = await run.readRecord();
  const split = record.metrics?.split;
  const summary = split === undefined ? null : await run.readEvaluationSummary(split);
  if (json) {
    const { epochsDone: epochs, seconds, backend, name } = record;
    process.stdout.write(
      `${JSON.stringify({ run: run.directory, name, epochs, seconds, backend, ...summary, profile }, null, 2)}\n`,
    );
    return;
  }
  if (summary) process.stdout.write(`${evaluationReport(summary)}\n`);
  if (profile)
    process.stdout.write(`\n${profileReport(profile, (await run.readRecipe()).schedule.batchSize)}\n`);
  process.stdout.write(`\nrun     ${record.name}\nfolder  ${run.directory}\n`);
}
