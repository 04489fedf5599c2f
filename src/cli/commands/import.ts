// boxwright import: another detector's predictions as a run that can be inspected and compared.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { importPredictions } from '../../jobs/import/import-predictions.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { evaluationReport } from '../output/evaluation-report.ts';
import { runVersions } from '../run-versions.ts';

interface ImportOptions {
  readonly predictions: string;
  readonly split?: string;
  readonly name?: string;
  readonly categoryNames?: string;
  readonly runs: string;
  readonly json?: boolean;
}

const EXAMPLES = `
image_id may be the id of the dataset's annotations, a path, a file name with or without extension, or the number at its end.
category_id is that of the dataset's annotations, or explained by category_name in the file or by --category-names.

Examples:
  boxwright import ./cells --predictions results.json
  boxwright import ./cells --predictions yolo.json --category-names instances_val.json --split val --name yolo
  boxwright inspect yolo
`;

/** Adds the command. */
export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description("make a run of another detector's predictions, to be inspected and compared")
    .argument('<dataset>', 'dataset folder (Pascal VOC, YOLO, Darknet or COCO)')
    .requiredOption('--predictions <file>', 'COCO results: a list of image_id, category_id, bbox, score')
    .option('--split <name>', 'split that was predicted; test, else val')
    .option('--name <name>', "name of the run; the file's unless given")
    .option('--category-names <file>', 'COCO file that says which classes and images the numbers are')
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(importCommand);
}

async function importCommand(dataset: string, options: ImportOptions): Promise<void> {
  const { predictions, split, name, categoryNames, runs, json } = options;
  const { folder, summary, way, warnings } = await importPredictions(await openDataset(dataset), {
    runsDirectory: resolve(runs),
    file: predictions,
    versions: runVersions(),
    ...(split === undefined ? {} : { split }),
    ...(name === undefined ? {} : { name }),
    ...(categoryNames === undefined ? {} : { categoryNames }),
  });
  const record = await folder.readRecord();
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write(
    json
      ? `${JSON.stringify({ run: folder.directory, name: record.name, way, warnings, ...summary }, null, 2)}\n`
      : `${evaluationReport(summary)}\n\nrun     ${record.name}\nfolder  ${folder.directory}\nimages  found by ${way}\n`,
  );
}
