// The inside of a job process: runs one job, reports its events, and stops when told to or when nobody listens any more.
import { isTerminal, type JobEventPayload } from '../../contract/job-events.ts';
import type { JobSpec } from '../../contract/job-spec.ts';
import type { JobCommand, JobReport } from './messages.ts';

/** A job: yields events that are in the journal already; the last one is terminal. */
export type RunJob = (spec: JobSpec, options: { signal: AbortSignal }) => AsyncGenerator<JobEventPayload>;

/** The part of `process` that a job process talks through. */
export interface JobChannel {
  on(event: 'message', listener: (message: JobCommand) => void): unknown;
  on(event: 'disconnect' | 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  /** Resolves when the message is handed to the operating system; does nothing once the other side is gone. */
  send(report: JobReport): Promise<void>;
}

/**
 * Waits for the command to run, then runs the job to its end.
 * @throws what the job throws, and an Error when it ends without a terminal event: both are bugs
 */
export async function serveJob(channel: JobChannel, runJob: RunJob): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  for (const event of ['disconnect', 'SIGTERM', 'SIGINT'] as const) channel.on(event, abort);
  const spec = await new Promise<JobSpec | null>((resolve) => {
    channel.on('message', (message) => (message.type === 'run' ? resolve(message.spec) : abort()));
    stop.signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  if (spec === null) return; // Told to stop before there was anything to do.
  let ended = false;
  for await (const event of runJob(spec, { signal: stop.signal })) {
    ended = isTerminal(event);
    await channel.send({ type: 'event', event });
  }
  if (!ended) throw new Error('The job ended without saying how');
}
