// boxwright sample: makes the synthetic sample dataset.
import type { Command } from 'commander';
import { writeSampleDataset } from '../../storage/sample/write-sample.ts';
import { integer, positiveInteger } from '../option-parsers.ts';

interface SampleOptions {
  readonly images: number;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Adds the command. */
export function addSampleCommand(program: Command): void {
  program
    .command('sample')
    .description('make a sample dataset: synthetic blood smears in YOLO layout')
    .argument('<dir>', 'folder to make; must be empty or not exist')
    .option('--images <n>', 'number of images', positiveInteger, 240)
    .option('--width <px>', 'width of the images', positiveInteger, 320)
    .option('--height <px>', 'height of the images', positiveInteger, 240)
    .option('--seed <n>', 'seed; equal seeds give equal files', integer, 0)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  boxwright sample ./cells && boxwright train ./cells\n')
    .action(async (folder: string, options: SampleOptions) => {
      const made = await writeSampleDataset(folder, options);
      process.stdout.write(
        options.json
          ? `${JSON.stringify(made)}\n`
          : `${made.folder}: ${made.images} images${made.reused ? ', there already' : ''}\n`,
      );
    });
}
