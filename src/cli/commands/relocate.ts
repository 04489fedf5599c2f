// boxwright relocate: says where the dataset of a run is now.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Dataset } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { findRun } from '../../storage/runs/find-runs.ts';
import { relocateRun, runsOfDataset, type DatasetPlace } from '../../storage/runs/relocate-run.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';

interface RelocateOptions {
  readonly allFrom?: string;
  readonly force?: boolean;
  readonly runs: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  boxwright relocate latest /mnt/new/cells
  boxwright relocate --all-from /mnt/old/cells /mnt/new/cells
`;

/** Adds the command. */
export function addRelocateCommand(program: Command): void {
  program
    .command('relocate')
    .description('say where the dataset of a run is now; it is compared with what the run was trained on')
    .argument('<run-or-folder>', 'run: id, name, folder, or "latest"; with --all-from the new folder')
    .argument('[folder]', 'where its dataset is now')
    .option('--all-from <folder>', 'all runs of the dataset that was in this folder')
    .option('--force', 'although the folder holds something else')
    .option('--runs <dir>', 'folder of the runs', 'runs')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(relocateCommand);
}

async function relocateCommand(
  first: string,
  second: string | undefined,
  options: RelocateOptions,
): Promise<void> {
  const { allFrom, force = false } = options;
  if ((allFrom === undefined) === (second === undefined))
    throw new UserError({
      code: 'usage',
      message: 'Give a run and a folder, or --all-from with the old folder and the new folder.',
      hint: 'boxwright relocate latest <folder>',
    });
  const target = second ?? first;
  const runs =
    allFrom === undefined
      ? [await findRun(resolve(options.runs), first)]
      : await runsFrom(resolve(options.runs), resolve(allFrom));
  const place = placeOf(await openDataset(target));
  const { relocated, refused } = await relocateAll(runs, place, force);
  if (relocated.length === 0) throw refused[0]!;
  for (const { message } of refused) process.stderr.write(`warning: ${message}\n`);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ dataset: place.root, runs: relocated }, null, 2)}\n`
      : `${relocated.map(({ runId, name }) => `${runId}  ${name}`).join('\n')}\ndataset  ${place.root}\n`,
  );
}

/** Runs of one place may be of different versions of its data: those that do not fit stay as they are. */
async function relocateAll(
  runs: readonly RunFolder[],
  place: DatasetPlace,
  force: boolean,
): Promise<{ relocated: { runId: string; name: string }[]; refused: UserError[] }> {
  const relocated: { runId: string; name: string }[] = [];
  const refused: UserError[] = [];
  for (const run of runs) {
    try {
      const { runId, name } = await relocateRun(run, place, force);
      relocated.push({ runId, name });
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'dataset-differs') throw error;
      refused.push(error);
    }
  }
  return { relocated, refused };
}

async function runsFrom(runsDirectory: string, root: string): Promise<RunFolder[]> {
  const runs = await runsOfDataset(runsDirectory, root);
  if (runs.length > 0) return runs;
  throw new UserError({
    code: 'run-not-found',
    message: `No run in ${runsDirectory} is of a dataset in ${root}.`,
    hint: 'Give the folder as the runs remember it; run.json has it as dataset.root.',
  });
}

function placeOf({ root, name, fingerprint, classes, splits, images }: Dataset): DatasetPlace {
  const countOf = (split: string) => images.filter((image) => image.split === split).length;
  return {
    root,
    name,
    fingerprint,
    classes,
    splits: splits.map((split) => ({ name: split, images: countOf(split) })),
  };
}
