// A job process that ended without a word: its run says so, in the record and in the journal.
import { UserError } from '../../core/user-error.ts';
import { isTerminal, type JobEventPayload } from '../../contract/job-events.ts';
import type { JobSpec } from '../../contract/job-spec.ts';
import { openRun } from '../../storage/runs/find-runs.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { memoryHint, outOfMemory, tellsOfMemory } from '../out-of-memory.ts';
import { describeExit, type Exit } from './fork-node.ts';

export interface Crash {
  readonly exit: Exit;
  readonly lastLines: readonly string[];
  /** True when it was killed because it did not stop when a person asked it to. */
  readonly cancelled: boolean;
  readonly seconds: number;
}

/** Lines of the child's output that the error message repeats. */
const LINES_SHOWN = 12;

/** Writes the terminal event that the process did not write, and returns it. A run folder that is gone is left alone. */
export async function finishCrashedRun(spec: JobSpec, crash: Crash): Promise<JobEventPayload> {
  const event = terminalEvent(spec, crash);
  try {
    const folder = await openRun(spec.runDirectory);
    await folder.removeLeftovers();
    if (spec.kind === 'train') {
      const last = await findLastWord(folder);
      if (last) return last;
    }
    await store(folder, spec, event);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return event;
}

/**
 * Stores the end that a training told of and could not store itself, as on a full disk: the process is gone, and with it
 * what it kept on disk. Where there still is no room, the run stays `interrupted`.
 */
export async function storeUnstoredEnd(spec: JobSpec, event: JobEventPayload): Promise<void> {
  if (spec.kind !== 'train' || (event.type !== 'failed' && event.type !== 'cancelled')) return;
  try {
    const folder = await openRun(spec.runDirectory);
    if ((await folder.readRecord()).state === 'interrupted') await store(folder, spec, event);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

async function store(folder: RunFolder, spec: JobSpec, event: Terminal): Promise<void> {
  if (spec.kind === 'train')
    await folder.updateRecord({
      state: event.type === 'cancelled' ? 'cancelled' : 'failed',
      endedAt: new Date().toISOString(),
      pid: null,
      error: event.type === 'failed' ? errorOf(event) : null,
    });
  await folder.appendEvent(event);
}

/** The terminal event of a training that was complete on disk before its message could be sent; else null. */
async function findLastWord(folder: RunFolder): Promise<JobEventPayload | null> {
  const { state } = await folder.readRecord();
  if (state === 'running' || state === 'interrupted') return null;
  const last = (await folder.readEvents()).at(-1)?.event;
  return last && isTerminal(last) ? last : null;
}

type Terminal = Extract<JobEventPayload, { type: 'failed' | 'cancelled' }>;

function terminalEvent(spec: JobSpec, { exit, lastLines, cancelled, seconds }: Crash): Terminal {
  if (cancelled) return { type: 'cancelled', seconds };
  const ranOut = exit.signal === 'SIGKILL' ? undefined : lastLines.findLast(tellsOfMemory);
  if (ranOut !== undefined)
    return { type: 'failed', ...outOfMemory(spec, `${describeExit(exit)}: ${ranOut}`).toDetails() };
  const what = spec.kind === 'train' ? 'training' : 'evaluation';
  const words = lastLines.slice(-LINES_SHOWN);
  const said = words.length > 0 ? ` Its last lines:\n${words.join('\n')}` : ' It printed nothing.';
  return {
    type: 'failed',
    code: 'job-crashed',
    message: `The ${what} process ended unexpectedly: ${describeExit(exit)}.${said}`,
    hint: hintFor(exit, spec),
  };
}

function hintFor({ signal }: Exit, spec: JobSpec): string {
  if (signal === 'SIGKILL') {
    return `Systems kill a process in this way when memory runs out. ${memoryHint(spec)}`;
  }
  return spec.kind === 'train'
    ? 'Training can be resumed from its last checkpoint. If it ends again, report the lines above.'
    : 'Start the evaluation again. If it ends again, report the lines above.';
}

function errorOf({ code, message, hint }: Extract<Terminal, { type: 'failed' }>) {
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
