// boxwright dataset: a health report of a dataset folder.
import type { Command } from 'commander';
import { openDataset } from '../../storage/datasets/open-dataset.ts';

/** Adds the command. */
export function addDatasetCommand(program: Command): void {
  program
    .command('dataset')
    .description('print what a dataset folder holds, and every problem with file and line')
    .argument('<folder>', 'dataset folder')
    .option('--json', 'one JSON document on stdout')
    .action(async (folder: string) => {
      const dataset = await openDataset(folder);
      process.stdout.write(`${dataset.images.length} images\n`);
    });
}
