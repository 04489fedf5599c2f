// boxwright train: trains on a dataset folder, evaluates, and leaves a run folder.
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { StepProfile } from '../../contract/job-events.ts';
import { recipeSchema, type BackendName, type Recipe } from '../../contract/recipe.ts';
import type { ParentRun } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';
import { followChanges } from '../../jobs/recipe/recipe-from-run.ts';
import { resolveRecipe } from '../../jobs/recipe/resolve-recipe.ts';
import { runJob } from '../../jobs/run-job.ts';
import { readParent } from '../../jobs/train/start-from-run.ts';
import { assertIdle } from '../../jobs/train/assert-idle.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { assertDatasetThere } from '../../storage/runs/assert-dataset.ts';
import { assertHasNetwork } from '../../storage/runs/assert-network.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { asParent, CHECKPOINT_CHOICES, type CheckpointChoice } from '../../storage/runs/run-weights.ts';
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
import { withAnchors } from '../recipe-anchors.ts';
import { readRecipeOptions, type RecipeOptions } from '../recipe-options.ts';

interface TrainOptions extends RecipeOptions {
  readonly anchors?: string;
  readonly maxMinutes?: number;
  readonly backend?: BackendName;
  readonly runs: string;
  readonly resume?: string;
  readonly from?: string;
  readonly checkpoint?: CheckpointChoice;
  readonly newHeads?: boolean;
  readonly profile?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  boxwright train ./cells
  boxwright train ./cells --recipe yolov3-tiny --epochs 100 --seed 1
  boxwright train ./cells --set network.gaussian=true --set network.strides=[16,8] --max-minutes 30
  boxwright train --resume latest
  boxwright train ./cells --from latest --anchors 2 --epochs 6
  boxwright train ./cells --from latest --set network.strides=[32,16] --epochs 6
`;

/** Adds the command. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .description('train on a dataset folder, evaluate, and write a run folder')
    .argument('[folder]', 'dataset folder (Pascal VOC, YOLO, Darknet or COCO)')
    .option('--recipe <file|preset>', 'recipe file, or preset: yolov3, yolov3-spp, yolov3-tiny, yolov3-slim')
    .option('--set <path=value>', 'change one setting of the recipe; may be repeated', collect)
    .option(
      '--anchors <n|list>',
      'how many each branch has, clustered; or these, as Darknet writes them: w,h, w,h, ...',
    )
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
    .option(
      '--from <run>',
      'start from the weights of a run, and from its recipe where nothing else is set (id, name, folder or "latest")',
    )
    .addOption(
      new Option('--checkpoint <which>', 'with --from: its best weights or its last')
        .choices(CHECKPOINT_CHOICES)
        .default('best'),
    )
    .option('--new-heads', 'with --from: start the prediction layers anew instead of adapting them')
    .option('--score-threshold <x>', 'score at which TP, FP and FN are counted', fraction)
    .option('--nms-iou-threshold <x>', 'IoU above which NMS suppresses', fraction)
    .option('--profile', 'show the time of each operation and layer')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(trainCommand);
}

async function trainCommand(folder: string | undefined, options: TrainOptions): Promise<void> {
  const backend = options.backend ?? 'auto';
  if (options.resume !== undefined && options.from !== undefined)
    throw new UserError({
      code: 'usage',
      message: '--resume goes on with a run, --from starts a new one: only one of them can be meant.',
      hint: 'A run that started from another is resumed by --resume alone.',
    });
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
  if (options.from === undefined && (options.newHeads || options.checkpoint === 'last'))
    throw new UserError({
      code: 'usage',
      message: '--checkpoint and --new-heads say how to start from a run, but there is no --from.',
      hint: 'boxwright train <folder> --from <run>',
    });
  if (folder === undefined && options.from === undefined)
    throw new UserError({
      code: 'usage',
      message: 'Which dataset folder? None was given.',
      hint: 'boxwright train <folder>',
    });
  const source = options.from === undefined ? null : await sourceRun(options.from, options);
  const chosen = await readRecipeOptions(options, source?.recipe);
  const wanted = options.anchors === undefined ? chosen : withAnchors(chosen, options.anchors);
  const dataset = await openDataset(folder ?? source!.dataset.root);
  const recipe = source && options.recipe === undefined ? followChanges(dataset, source, wanted) : wanted;
  resolveRecipe(dataset, recipe); // mistakes show before a run folder is made
  const run = await createRun(resolve(options.runs), {
    dataset,
    recipe,
    versions: runVersions(),
    ...(source && { parent: source.parent }),
  });
  return { run, datasetRoot: dataset.root, recipe };
}

/** The run of --from, its weights and its recipe. */
async function sourceRun(text: string, options: TrainOptions) {
  const run = await findRun(resolve(options.runs), text);
  const parent: ParentRun = {
    ...(await asParent(run, options.checkpoint ?? 'best')),
    ...(options.newHeads && { newHeads: true }),
  };
  await readParent(parent); // weights that cannot be read show before a run folder is made
  const [{ dataset }, recipe] = [await run.readRecord(), await run.readRecipe()];
  return { parent, dataset, recipe };
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
