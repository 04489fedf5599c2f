// Runs a job: every event is in the run's journal before it is passed on, and the run's record follows it.
import { resolve } from 'node:path';
import type { JobEventPayload } from '../contract/job-events.ts';
import type { JobSpec } from '../contract/job-spec.ts';
import type { RunRecord } from '../contract/run.ts';
import { stackOf } from '../core/stack-of.ts';
import { UserError } from '../core/user-error.ts';
import { RunFolder } from '../storage/runs/run-folder.ts';
import { evaluateRun } from './evaluate/evaluate-run.ts';
import { describeMemoryError } from './out-of-memory.ts';
import { train } from './train/train.ts';

export interface JobOptions {
  /** Aborting ends the job cleanly: checkpoint kept, `cancelled` as the last event. */
  readonly signal: AbortSignal;
}

/**
 * Runs a job to its end. The last event is `succeeded`, `failed` or `cancelled`; mistakes of a person (UserError) and
 * bugs both end as `failed`, a bug with its stack in the message. An end that cannot be stored (disk full, folder gone) is
 * passed on all the same; the record then says `running` under a process that is gone, which is read as `interrupted`.
 */
export async function* runJob(spec: JobSpec, { signal }: JobOptions): AsyncGenerator<JobEventPayload, void> {
  const folder = new RunFolder(resolve(spec.runDirectory));
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 10) / 100;
  const publish = async (event: JobEventPayload) => {
    // The record first: whoever hears of an event finds the record that it leads to.
    await followInRecord(folder, spec, event);
    if (event.type === 'metric') await folder.appendMetricsRow(event);
    await folder.appendEvent(event);
    return event;
  };
  try {
    await folder.readRecord();
    await folder.removeLeftovers();
    // From here on it lives and dies with this process, not with the one that made it.
    if (spec.kind === 'train') await folder.updateRecord({ state: 'running', pid: process.pid });
    const events = spec.kind === 'train' ? train(spec, folder, signal) : evaluateRun(spec, folder, signal);
    for await (const event of events) yield await publish(event);
    yield await publish({ type: 'succeeded', seconds: seconds() });
  } catch (error) {
    const end: JobEventPayload =
      signal.aborted && isAbort(error)
        ? { type: 'cancelled', seconds: seconds() }
        : failure(describeMemoryError(error, spec));
    // Where the record cannot be written, the journal may still take it.
    await followInRecord(folder, spec, end).catch(() => undefined);
    await folder.appendEvent(end).catch(() => undefined);
    yield end;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function failure(error: unknown): JobEventPayload {
  if (error instanceof UserError) return { type: 'failed', ...error.toDetails() };
  const message = stackOf(error);
  return { type: 'failed', code: 'internal', message };
}

/** What an event changes in run.json. Evaluations of a finished run leave its state alone. */
async function followInRecord(folder: RunFolder, spec: JobSpec, event: JobEventPayload): Promise<void> {
  if (spec.kind !== 'train') return;
  const patch = recordPatch(event);
  if (patch) await folder.updateRecord((record) => patch(record));
}

function recordPatch(event: JobEventPayload): ((record: RunRecord) => Partial<RunRecord>) | null {
  const ended = { endedAt: new Date().toISOString(), pid: null };
  switch (event.type) {
    case 'started':
      return () => ({
        state: 'running',
        pid: process.pid,
        endedAt: null,
        error: null,
        epochs: event.epochs,
        parameters: event.parameters,
      });
    case 'planned':
      return () => ({ epochs: event.epochs });
    case 'metric':
      return () => ({
        epochsDone: event.epoch,
        seconds: event.seconds,
        ...(event.memory ? { peakBytes: event.memory.peakBytes } : {}),
      });
    case 'diverged':
      return () => ({ state: 'diverged', error: { code: 'diverged', message: event.message } });
    case 'succeeded':
      return () => ({ state: 'succeeded', ...ended });
    case 'cancelled':
      return () => ({ state: 'cancelled', ...ended });
    case 'failed': {
      const { code, message, hint } = event;
      return (record) => ({
        state: record.state === 'diverged' ? 'diverged' : 'failed',
        error: { code, message, ...(hint === undefined ? {} : { hint }) },
        ...ended,
      });
    }
    default:
      return null;
  }
}
