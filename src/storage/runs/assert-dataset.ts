// The dataset of a run may have moved since.
import { existsSync } from 'node:fs';
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';

type Run = Pick<RunRecord, 'runId' | 'dataset'>;

/** What to say where the dataset's folder is not at the place that the run remembers; null where it is. */
export function describeMovedDataset({ runId, dataset }: Run): UserError | null {
  if (existsSync(dataset.root)) return null;
  return new UserError({
    code: 'dataset-moved',
    message: `The dataset of run ${runId} is expected at ${dataset.root}, where there is nothing: it was moved, renamed or removed, or its drive is disconnected.`,
    hint: `Say where it is now: boxwright relocate ${runId} <folder>`,
  });
}

/** @throws UserError where the dataset's folder is not at the place that the run remembers */
export function assertDatasetThere(run: Run): void {
  const moved = describeMovedDataset(run);
  if (moved !== null) throw moved;
}
