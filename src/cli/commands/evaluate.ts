// boxwright evaluate: a run on a split of its dataset, or any detector's COCO results against a COCO ground truth.
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { recipeSchema, type BackendName } from '../../contract/recipe.ts';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import { evaluateSplit, prepareSplit } from '../../core/metrics/evaluate-split.ts';
import { countMarks, describeMarks, plural } from '../../core/marks/count-marks.ts';
import { leftOutOf } from '../../core/metrics/left-out.ts';
import { settingsAlone } from '../../core/metrics/operating-point.ts';
import { UserError } from '../../core/user-error.ts';
import { writeFalsePositiveSheet } from '../../jobs/evaluate/contact-sheet.ts';
import { recipeSettings, runSettings } from '../../jobs/evaluate/operating-settings.ts';
import { readMarkedEvaluation, type MarkedEvaluation } from '../../jobs/evaluate/marked-evaluation.ts';
import { runJob } from '../../jobs/run-job.ts';
import { judgeCocoResults } from '../../storage/coco-results/judge-coco-results.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { followJob } from '../follow-job.ts';
import { fraction, parseBackend } from '../option-parsers.ts';
import { readTextFile } from '../read-text-file.ts';
import { evaluationReport } from '../output/evaluation-report.ts';

interface EvaluateOptions {
  readonly split?: string;
  readonly backend?: BackendName;
  readonly runs: string;
  readonly scoreThreshold?: number;
  readonly nmsIouThreshold?: number;
  readonly matchIouThreshold?: number;
  readonly groundTruth?: string;
  readonly predictions?: string;
  readonly withMarks?: boolean;
  readonly contactSheet?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  boxwright evaluate latest
  boxwright evaluate latest --split val --score-threshold 0.3 --json
  boxwright evaluate latest --with-marks
  boxwright evaluate --ground-truth instances_val.json --predictions results.json
`;

/** Adds the command. */
export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('judge a run on a split of its dataset, or any COCO results file')
    .argument('[run]', 'run: id, name, folder, or "latest"')
    .option('--split <name>', 'split of the dataset; test, else val')
    .option('--backend <name>', 'tensorflow, wasm or cpu; the fastest there is unless given', parseBackend)
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--score-threshold <x>', 'score at which TP, FP and FN are counted', fraction)
    .option('--nms-iou-threshold <x>', 'IoU above which NMS suppresses', fraction)
    .option('--match-iou-threshold <x>', 'IoU from which a detection is right', fraction)
    .option('--ground-truth <file>', 'COCO annotations, to judge --predictions without a run')
    .option('--predictions <file>', 'COCO results: a list of image_id, category_id, bbox, score')
    .option('--with-marks', 'judge by the labels with the missing labels and ignore regions that were marked')
    .option('--contact-sheet', 'also write a picture of the most confident false positives')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(evaluateCommand);
}

async function evaluateCommand(run: string | undefined, options: EvaluateOptions): Promise<void> {
  if (options.groundTruth !== undefined || options.predictions !== undefined) {
    print(await evaluateFiles(run, options), options, {});
    return;
  }
  if (run === undefined)
    throw new UserError({
      code: 'usage',
      message: 'Evaluate what? Neither a run nor --ground-truth and --predictions were given.',
      hint: 'boxwright evaluate latest',
    });
  const folder = await findRun(resolve(options.runs), run);
  const { source, evaluations } = await folder.readRecord();
  const split = options.split ?? (source ? evaluations[0]! : await usualSplit(folder));
  // Imported predictions are what they are: there is no network to run.
  if (!source)
    await followJob(
      runJob,
      { kind: 'evaluate', runDirectory: folder.directory, split, backend: options.backend ?? 'auto' },
      folder.directory,
    );
  const settings = chosenSettings(options, await runSettings(folder));
  const marked = options.withMarks ? await readMarkedEvaluation(folder, split) : undefined;
  const summary = marked ? judge(marked.evaluation, settings) : await atSettings(folder, split, settings);
  const extra = {
    run: folder.directory,
    ...(marked ? { marks: options.json ? usedCounts(marked) : usedText(marked) } : {}),
    ...(options.contactSheet
      ? { contactSheet: await writeFalsePositiveSheet(folder, split, marked?.evaluation) }
      : {}),
  };
  print(summary, options, extra);
}

async function usualSplit(folder: RunFolder): Promise<string> {
  const { data } = await folder.readRecipe();
  return (data.test === 'auto' ? null : data.test) ?? data.validation ?? 'val';
}

/** Marks that the counts are taken with, by kind, and their images. */
function usedCounts({ used }: MarkedEvaluation): Record<string, number> {
  const counts = new Map(countMarks(used).map(({ kind, marks }) => [kind, marks]));
  return {
    missingLabels: counts.get('missing-label') ?? 0,
    ignoreRegions: counts.get('ignore-region') ?? 0,
    images: new Set(used.map(({ imageId }) => imageId)).size,
  };
}

function usedText(marked: MarkedEvaluation): string {
  const { used } = marked;
  if (used.length === 0) return 'none changes the labels of this split';
  return `${describeMarks(used)} of ${plural(usedCounts(marked).images!, 'image')} added to the labels`;
}

/** Counts at other settings than the run's come from the stored candidates. */
async function atSettings(
  folder: RunFolder,
  split: string,
  settings: OperatingSettings,
): Promise<EvaluationSummary> {
  const stored = await folder.readEvaluationSummary(split);
  if (isDeepStrictEqual(settingsAlone(stored.operatingPoint), settingsAlone(settings))) return stored;
  return judge(await folder.readEvaluation(split), settings);
}

function judge(evaluation: StoredEvaluation, settings: OperatingSettings): EvaluationSummary {
  const { summary, candidates, images, classes } = evaluation;
  const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth]));
  const { split } = summary;
  return {
    ...evaluateSplit(split, prepareSplit(candidates, groundTruth, classes), settings),
    ...leftOutOf(summary),
  };
}

function chosenSettings(options: EvaluateOptions, base: OperatingSettings): OperatingSettings {
  return {
    ...base,
    ...(options.scoreThreshold === undefined ? {} : { scoreThreshold: options.scoreThreshold }),
    ...(options.nmsIouThreshold === undefined ? {} : { nmsIouThreshold: options.nmsIouThreshold }),
    ...(options.matchIouThreshold === undefined ? {} : { matchIouThreshold: options.matchIouThreshold }),
  };
}

async function evaluateFiles(run: string | undefined, options: EvaluateOptions): Promise<EvaluationSummary> {
  const { groundTruth, predictions } = options;
  if (options.withMarks)
    throw new UserError({
      code: 'usage',
      message: '--with-marks needs a run: marks belong to its dataset.',
      hint: 'boxwright evaluate latest --with-marks',
    });
  if (options.nmsIouThreshold !== undefined)
    throw new UserError({
      code: 'usage',
      message: '--nms-iou-threshold is for runs: the boxes of --predictions count as they are given.',
      hint: 'boxwright suppress results.json --iou 0.5 --json applies NMS to results.',
    });
  if (groundTruth === undefined || predictions === undefined || run !== undefined)
    throw new UserError({
      code: 'usage',
      message: 'Judging COCO results takes --ground-truth and --predictions, and no run.',
      hint: 'boxwright evaluate --ground-truth instances_val.json --predictions results.json',
    });
  const settings = chosenSettings(options, recipeSettings(recipeSchema.parse({}).evaluation));
  return judgeCocoResults(
    { file: groundTruth, text: await readTextFile(groundTruth, '--ground-truth') },
    { file: predictions, text: await readTextFile(predictions, '--predictions') },
    settings,
  );
}

function print(summary: EvaluationSummary, options: EvaluateOptions, extra: object): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ...extra, ...summary }, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${evaluationReport(summary)}\n`);
  for (const [name, value] of Object.entries(extra)) process.stdout.write(`${name}  ${String(value)}\n`);
}
