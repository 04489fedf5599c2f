// boxwright marks: what a person marked on a dataset's images, as counts or as a change to its labels.
import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { countMarks } from '../../core/marks/count-marks.ts';
import { UserError } from '../../core/user-error.ts';
import { exportLabels } from '../../jobs/marks/answer-label-call.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { MarkJournal, marksFolder, type StoredMarks } from '../../storage/marks/mark-journal.ts';
import { overlayDirectory, writeOverlay } from '../../storage/marks/write-overlay.ts';
import { realFolder } from '../../storage/real-folder.ts';
import { datasetFolder } from '../../storage/runs/dataset-folder.ts';
import { writeAtomically } from '../../storage/runs/write-atomically.ts';
import { exportReport, marksReport } from '../output/marks-report.ts';

interface MarksOptions {
  readonly runs: string;
  readonly export?: string;
  readonly clear?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  boxwright marks ./cells
  boxwright marks ./cells --export cells.patch && (cd cells && patch -p1 < ../cells.patch)
  boxwright marks ./cells --clear --yes
`;

/** Adds the command. */
export function addMarksCommand(program: Command): void {
  program
    .command('marks')
    .description('list what was marked in the workbench: missing labels, ignore regions, hard negatives')
    .argument('<dataset>', 'dataset folder')
    .option('--runs <dir>', 'folder of the runs, beside which marks are kept', 'runs')
    .option('--export <file>', 'write a patch to the labels; for COCO the annotations to add')
    .option('--clear', 'remove all marks; one undo in the workbench brings them back')
    .option('--yes', 'needed by --clear')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', EXAMPLES)
    .action(marksCommand);
}

/** The marks of one dataset and where they are kept. */
interface Place {
  readonly root: string;
  readonly folder: string;
  readonly journal: MarkJournal;
  readonly stored: StoredMarks;
}

async function marksCommand(dataset: string, options: MarksOptions): Promise<void> {
  if (options.clear && options.export !== undefined)
    throw new UserError({
      code: 'usage',
      message: '--export and --clear were both given.',
      hint: 'Export first, look at the patch, and clear when it is applied.',
    });
  const root = realFolder(dataset);
  const folder = marksFolder(datasetFolder(options.runs, basename(root)), root);
  const journal = new MarkJournal(folder);
  const place = { root, folder, journal, stored: await journal.read() };
  if (!place.stored.owner && !existsSync(root))
    throw new UserError({
      code: 'dataset-not-found',
      message: `${root} does not exist, and there are no marks of it in ${resolve(options.runs)}.`,
      hint: 'Check both paths; --runs names the folder of the runs.',
    });
  const [document, text] =
    options.export !== undefined
      ? await exportTo(options.export, place)
      : options.clear
        ? await clear(place, options.yes === true)
        : list(place);
  process.stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : `${text}\n`);
}

/** What a command prints with --json, and without. */
type Outcome = readonly [document: object, text: string];

function list({ root, folder, stored }: Place): Outcome {
  const { marks } = stored.history;
  const document = {
    dataset: root,
    directory: folder,
    overlay: overlayDirectory(folder),
    images: new Set(marks.map(({ imageId }) => imageId)).size,
    kinds: countMarks(marks),
    marks,
  };
  return [document, marksReport(root, marks, folder)];
}

async function exportTo(file: string, { root, stored }: Place): Promise<Outcome> {
  const path = resolve(file);
  const target = join(realFolder(dirname(path)), basename(path));
  const way = relative(root, target);
  if (!way.startsWith(`..${sep}`) && !isAbsolute(way))
    throw new UserError({
      code: 'export-into-dataset',
      message: `${target} lies in the dataset's folder, which is never written to.`,
      hint: 'Name a file outside of it.',
    });
  const exported = await exportLabels({ dataset: await openDataset(root), marks: stored.history.marks });
  await writeAtomically(target, exported.text);
  const { files, marks, leftOut } = exported;
  return [{ file: target, files, marks, leftOut }, exportReport(root, target, exported)];
}

async function clear({ root, folder, journal, stored }: Place, isSure: boolean): Promise<Outcome> {
  const { owner, history } = stored;
  const cleared = history.marks.length;
  if (!isSure)
    throw new UserError({
      code: 'usage',
      message: `--clear removes all ${cleared} marks of ${root}. Add --yes to do so.`,
      hint: `boxwright marks ${root} --clear --yes`,
    });
  if (owner && cleared > 0) {
    const markIds = history.marks.map(({ markId }) => markId);
    const { bytes } = await journal.append({ op: 'remove', markIds }, owner);
    await writeOverlay(folder, root, { edits: [], leftOut: [] }, { bytes, fingerprint: owner.fingerprint });
  }
  return [{ dataset: root, cleared }, `${root}: ${cleared} marks removed`];
}
