// A run whose dataset has moved: it takes the new place over when the folder there holds the same data.
import type { Dataset } from '../../contract/dataset.ts';
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';
import { copyMarks } from '../marks/copy-marks.ts';
import { listRuns } from './find-runs.ts';
import { RunFolder } from './run-folder.ts';

/** A dataset at the place where it is now. */
export interface DatasetPlace extends Pick<Dataset, 'root' | 'name' | 'fingerprint' | 'classes'> {
  /** Images of each split. */
  readonly splits: readonly { readonly name: string; readonly images: number }[];
}

/**
 * Writes the new place into the run's record; marks of the old place come along.
 * @param force takes the folder over although it holds something else; the record keeps the fingerprint of what was trained on
 * @throws UserError that says what differs
 */
export async function relocateRun(folder: RunFolder, place: DatasetPlace, force = false): Promise<RunRecord> {
  const { runId, dataset, evaluations } = await folder.readRecord();
  if (!force && dataset.fingerprint !== place.fingerprint) {
    const evaluated = await Promise.all(evaluations.map((split) => folder.readEvaluationSummary(split)));
    throw new UserError({
      code: 'dataset-differs',
      message: `${place.root} does not hold the data of run ${runId}, which were at ${dataset.root}: ${differences(dataset, evaluated, place).join('; ')}.`,
      hint: 'Name another folder, or use this one anyway (--force): pictures may be missing, and new evaluations are of other data.',
    });
  }
  await copyMarks(folder.directory, dataset.root, place);
  return folder.updateRecord((record) => ({ dataset: { ...record.dataset, root: place.root } }));
}

/** The most telling first. */
function differences(
  { classes, fingerprint }: RunRecord['dataset'],
  evaluated: readonly { readonly split: string; readonly images: number }[],
  place: DatasetPlace,
): string[] {
  const found: string[] = [];
  if (classes.join('\n') !== place.classes.join('\n'))
    found.push(`its classes are ${place.classes.join(', ')} and not ${classes.join(', ')}`);
  for (const { split, images } of evaluated) {
    const now = place.splits.find(({ name }) => name === split)?.images ?? 0;
    if (now !== images) found.push(`its split ${split} has ${now} images, and ${images} were evaluated`);
  }
  if (found.length === 0) found.push('names, sizes, splits or boxes of its images are others');
  return [...found, `its fingerprint is ${place.fingerprint} and not ${fingerprint}`];
}

/** All runs of the dataset at a place, newest first. @param root as runs remember it: an absolute path */
export async function runsOfDataset(runsDirectory: string, root: string): Promise<RunFolder[]> {
  const runs = await listRuns(runsDirectory);
  return runs
    .filter(({ record }) => record.dataset.root === root)
    .map(({ directory }) => new RunFolder(directory));
}
