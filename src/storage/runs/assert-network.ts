// Some runs have no network: their boxes were predicted elsewhere.
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';

/** @throws UserError for a run whose predictions were imported: it cannot predict, be resumed or be looked into */
export function assertHasNetwork({ runId, source }: Pick<RunRecord, 'runId' | 'source'>): void {
  if (source === undefined) return;
  throw new UserError({
    code: 'run-has-no-network',
    message: `Run ${runId} holds predictions that were imported from ${source.file}: it has no network and no recipe.`,
    hint: 'Its boxes can be inspected and compared. For anything else name a run that was trained here.',
  });
}
