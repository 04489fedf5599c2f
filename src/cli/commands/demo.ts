// boxwright demo: the main job from end to end on the sample dataset.
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { recipeSchema, type BackendName } from '../../contract/recipe.ts';
import { engineStatus } from '../../jobs/engine/start-engine.ts';
import { writeFalsePositiveSheet } from '../../jobs/evaluate/contact-sheet.ts';
import { resolveRecipe } from '../../jobs/recipe/resolve-recipe.ts';
import { runJob } from '../../jobs/run-job.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import { writeSampleDataset } from '../../storage/sample/write-sample.ts';
import { followJob, type JobTiming } from '../follow-job.ts';
import { integer, parseBackend, positiveInteger, positiveNumber } from '../option-parsers.ts';
import { evaluationReport } from '../output/evaluation-report.ts';
import { formatSeconds } from '../output/format.ts';
import { formatTable } from '../output/table.ts';
import { runVersions } from '../run-versions.ts';

interface DemoOptions {
  readonly dir: string;
  readonly backend?: BackendName;
  readonly seed: number;
  readonly epochs?: number;
  readonly maxMinutes?: number;
  readonly json?: boolean;
}

/** Training time that leaves room for the sample, the evaluation and the start of processes. */
const MINUTES = { tensorflow: 2.2, wasm: 4.5, cpu: 4.5 } as const;
/** Without the native engine a narrower network on smaller images learns more in the same time. */
const SMALL = { network: { widthMultiple: 0.25 }, input: { width: 256 } } as const;
const SIZE = { tensorflow: {}, wasm: SMALL, cpu: SMALL } as const;

/** Adds the command. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('make the sample dataset, train on it, evaluate, and show the worst false positives')
    .option('--dir <dir>', 'folder for the sample and the run', 'boxwright-demo')
    .option('--backend <name>', 'tensorflow, wasm or cpu; the fastest there is unless given', parseBackend)
    .option('--seed <n>', 'seed of everything random', integer, 0)
    .option('--epochs <n>', 'passes over the training images, instead of a time limit', positiveInteger)
    .option('--max-minutes <n>', 'time limit of the training', positiveNumber)
    .option('--json', 'one JSON document on stdout')
    .action(demoCommand);
}

/** Writes the sample with its progress on stderr. @returns its absolute path */
async function makeSample(target: string): Promise<string> {
  const { isTTY } = process.stderr;
  const { folder, images } = await writeSampleDataset(target, {
    onProgress: ({ done, total }) => {
      if (isTTY) process.stderr.write(`\rsample dataset: ${done} of ${total} images`);
    },
  });
  process.stderr.write(`${isTTY ? '\r' : ''}sample dataset: ${images} images in ${folder}\n`);
  return folder;
}

async function demoCommand(options: DemoOptions): Promise<void> {
  const status = engineStatus();
  const backend = options.backend ?? status.backend;
  if (backend !== 'tensorflow')
    process.stderr.write(`Engine: ${backend}. ${status.reason ?? 'It was asked for.'}\n`);
  const sample = await makeSample(join(options.dir, 'sample'));
  const dataset = await openDataset(sample);
  const recipe = recipeSchema.parse({
    seed: options.seed,
    ...SIZE[backend],
    evaluation: { everyEpochs: 10 },
    ...(options.epochs === undefined ? {} : { schedule: { epochs: options.epochs } }),
  });
  resolveRecipe(dataset, recipe);
  const run = await createRun(resolve(options.dir, 'runs'), { dataset, recipe, versions: runVersions() });
  const maxMinutes = options.epochs === undefined ? (options.maxMinutes ?? MINUTES[backend]) : null;
  const { steps } = await followJob(
    runJob,
    {
      kind: 'train',
      runDirectory: run.directory,
      datasetRoot: dataset.root,
      recipe,
      resume: false,
      backend,
      maxMinutes,
    },
    run.directory,
  );
  const sheet = await writeFalsePositiveSheet(run, 'test');
  const summary = await run.readEvaluationSummary('test');
  const { name } = await run.readRecord();
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ run: run.directory, name, contactSheet: sheet, times: steps, ...summary }, null, 2)}\n`,
    );
    return;
  }
  process.stdout.write(
    [
      '',
      evaluationReport(summary),
      '',
      slowestSteps(steps),
      '',
      `run                    ${name}`,
      `run folder             ${run.directory}`,
      `worst false positives  ${sheet}`,
      '',
      'Next: look at them in the workbench with',
      `  npm start -- ${sample} --runs ${resolve(options.dir, 'runs')}`,
      'or train on your own folder with',
      '  node bin/boxwright.mjs train <folder>',
      '',
    ].join('\n'),
  );
}

/** Rows of the table of slowest steps. */
const MOST_STEPS = 6;

function slowestSteps(steps: JobTiming['steps']): string {
  const total = steps.reduce((sum, step) => sum + step.seconds, 0);
  const rows = steps
    .slice(0, MOST_STEPS)
    .map((step) => [
      step.name,
      formatSeconds(step.seconds),
      `${((100 * step.seconds) / Math.max(1e-9, total)).toFixed(0)} %`,
    ]);
  return formatTable([['slowest steps', 'time', 'share'], ...rows]);
}
