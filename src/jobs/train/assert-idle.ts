// A run is trained by one process at a time.
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';

/** @throws UserError when the run is being trained, wherever */
export function assertIdle({ runId, state, pid }: RunRecord): void {
  if (state !== 'running') return;
  throw new UserError({
    code: 'run-running',
    message: `Run ${runId} is being trained already${pid === null ? '' : ` (process ${pid})`}.`,
    hint: 'Stop it where it was started, or wait for its end.',
  });
}
