// boxwright report: plots and worst crops of an evaluated run as one HTML file, for somebody who has no Boxwright.
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { EvaluationSummary } from '../../contract/evaluation.ts';
import { evaluatedSplit } from '../../jobs/evaluate/evaluated-split.ts';
import { readMarkedEvaluation } from '../../jobs/evaluate/marked-evaluation.ts';
import { runSettings } from '../../jobs/evaluate/operating-settings.ts';
import { RecountableSplit } from '../../jobs/recount/recountable-split.ts';
import { collectReport, type CountableEvaluation } from '../../jobs/report/report-data.ts';
import {
  makeReportPage,
  USUAL_CROPS,
  type ReportPage,
  type ShownBoxes,
} from '../../jobs/report/report-page.ts';
import { assertReportFile, writeReport } from '../../jobs/report/write-report.ts';
import { describeMovedDataset } from '../../storage/runs/assert-dataset.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { wholeNumber } from '../option-parsers.ts';
import { formatBytes, formatFraction } from '../output/format.ts';
import { printWarning } from '../output/print-error.ts';

interface ReportOptions {
  readonly runs: string;
  readonly split?: string;
  readonly out?: string;
  readonly crops: number;
  readonly withMarks?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What is counted once is not worth a thread. */
const ONE_PART = 1;

const EXAMPLES = `
The figures are those of "evaluate" and of the inspector at the run's operating point.

Examples:
  boxwright report latest
  boxwright report latest --split val --out cells.html
  boxwright report latest --crops 0
`;

/** Adds the command. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('write plots and worst crops of an evaluated run as one HTML file, to be sent to anybody')
    .argument('<run>', 'run: id, name, folder, or "latest"')
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--split <name>', 'split that was evaluated; test, else the first one')
    .option('--out <file>', "the file; report.html in the evaluation's folder unless given")
    .option(
      '--crops <n>',
      'false positives that are shown, and a quarter as many missed objects',
      wholeNumber,
      USUAL_CROPS,
    )
    .option('--with-marks', 'judge by the labels with the missing labels and ignore regions that were marked')
    .option('--force', 'write over a file that is no report')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(reportCommand);
}

async function reportCommand(run: string, options: ReportOptions): Promise<void> {
  const folder = await findRun(resolve(options.runs), run);
  const record = await folder.readRecord();
  const split = evaluatedSplit(record, options.split);
  const file = resolve(options.out ?? join(folder.evaluationDirectory(split), 'report.html'));
  await assertReportFile(file, options.force === true);
  const data = await collectReport(
    folder,
    await readCountable(folder, split, options.withMarks === true),
    await runSettings(folder),
  );
  const page = await makeReportPage(data, options.crops);
  const bytes = await writeReport(file, page.html);
  const moved = page.datasetMoved ? describeMovedDataset(record) : null;
  if (moved !== null) printWarning(moved);
  const { falsePositives, missed } = page;
  const document = { run: folder.directory, report: file, bytes, falsePositives, missed, ...data.summary };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(document, null, 2)}\n`
      : `${reportText(record.name, data.summary, page)}\nreport  ${file} (${formatBytes(bytes)})\n`,
  );
}

async function readCountable(
  folder: RunFolder,
  split: string,
  withMarks: boolean,
): Promise<CountableEvaluation> {
  const marked = withMarks ? await readMarkedEvaluation(folder, split) : null;
  const stored = marked?.evaluation ?? (await folder.readEvaluation(split));
  return { stored, split: new RecountableSplit(stored, ONE_PART), marks: marked?.used ?? null };
}

function reportText(name: string, summary: EvaluationSummary, page: ReportPage): string {
  const { operatingPoint: point, coco } = summary;
  return [
    `${summary.split} of ${name}: ${summary.images} images`,
    `${point.tp} true positives, ${point.fp} false positives, ${point.fn} missed: precision ${point.precision.toFixed(3)}, ` +
      `recall ${point.recall.toFixed(3)}, ${point.falsePositivesPerImage.toFixed(2)} FP/image; ` +
      `AP50 ${formatFraction(coco.AP50)}, AP ${formatFraction(coco.AP)}`,
    `shown: ${shownText(page.falsePositives, 'false positives')}; ${shownText(page.missed, 'missed objects')}`,
  ].join('\n');
}

function shownText({ total, shown, withoutPicture }: ShownBoxes, what: string): string {
  return `${shown} of ${total} ${what}${withoutPicture > 0 ? `, ${withoutPicture} of them without a picture` : ''}`;
}
