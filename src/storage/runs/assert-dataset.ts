// The dataset of a run may have moved since.
import { existsSync } from 'node:fs';
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';

/** @throws UserError where the dataset's folder is not at the place that the run remembers */
export function assertDatasetThere({ runId, dataset }: Pick<RunRecord, 'runId' | 'dataset'>): void {
  if (existsSync(dataset.root)) return;
  throw new UserError({
    code: 'dataset-moved',
    message: `The dataset of run ${runId} is expected at ${dataset.root}, where there is nothing: it was moved, renamed or removed, or its drive is disconnected.`,
    hint: `Say where it is now: boxwright relocate ${runId} <folder>`,
  });
}
