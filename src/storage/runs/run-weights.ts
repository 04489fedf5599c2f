// Which weights of a run are meant, and that they are there.
import type { CheckpointKind } from '../../contract/job-events.ts';
import type { ParentRun } from '../../contract/run.ts';
import { assertHasNetwork } from './assert-network.ts';
import type { RunFolder } from './run-folder.ts';
import { UserError } from '../../core/user-error.ts';

/** As a person names a checkpoint. */
export const CHECKPOINT_CHOICES = ['best', 'last'] as const;
export type CheckpointChoice = (typeof CHECKPOINT_CHOICES)[number];

/** Which checkpoint stands for a run: the best by AP where validation chose one, else the last. */
export async function bestCheckpoint(folder: RunFolder): Promise<CheckpointKind> {
  return (await folder.hasCheckpoint('best-ap')) ? 'best-ap' : 'last';
}

/**
 * A run as one whose weights another starts from. Nothing is read yet.
 * @throws UserError when the run has no network, or no checkpoint
 */
export async function asParent(folder: RunFolder, choice: CheckpointChoice): Promise<ParentRun> {
  const record = await folder.readRecord();
  assertHasNetwork(record);
  const checkpoint = choice === 'last' ? 'last' : await bestCheckpoint(folder);
  if (!(await folder.hasCheckpoint(checkpoint)))
    throw new UserError({
      code: 'checkpoint-not-found',
      message: `Run ${record.runId} has no weights to start from: it has no checkpoint "${checkpoint}".`,
      hint: 'A run has checkpoints once its first epoch is done. Train it, or choose another run.',
    });
  return { runId: record.runId, directory: folder.directory, checkpoint, transfer: null };
}
