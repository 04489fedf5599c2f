// boxwright dataset: a health report of a dataset folder.
import type { Command } from 'commander';
import { measureBrightness } from '../../storage/datasets/measure-brightness.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { summarizeDataset } from '../../storage/datasets/summarize.ts';
import { datasetReport } from '../output/dataset-report.ts';
import { positiveInteger } from '../option-parsers.ts';

interface DatasetOptions {
  readonly fullDecode?: boolean;
  readonly brightness: boolean;
  readonly problems?: number;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  boxwright dataset ./cells
  boxwright dataset ./cells --full-decode --json
`;

/** Adds the command. */
export function addDatasetCommand(program: Command): void {
  program
    .command('dataset')
    .description('print what a dataset folder holds, and every problem with file and line')
    .argument('<folder>', 'dataset folder (Pascal VOC, YOLO, Darknet or COCO)')
    .option('--full-decode', 'decode every image in full, which finds damage in the middle of files')
    .option('--no-brightness', 'do not measure the brightness of the images')
    .option('--problems <n>', 'print at most so many problems of a kind; all unless given', positiveInteger)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: DatasetOptions) => {
      const dataset = await openDataset(folder, { fullDecode: options.fullDecode === true });
      const brightness = options.brightness ? (await measureBrightness(dataset)).histogram : null;
      const summary = summarizeDataset(dataset, brightness);
      process.stdout.write(
        options.json
          ? `${JSON.stringify(summary, null, 2)}\n`
          : `${datasetReport(summary, options.problems ?? Infinity)}\n`,
      );
    });
}
