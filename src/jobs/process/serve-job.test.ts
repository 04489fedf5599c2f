// The inside of a job process over a channel in memory.
import { describe, expect, test } from 'vitest';
import type { JobEventPayload } from '../../contract/job-events.ts';
import { evaluateSpecSchema } from '../../contract/job-spec.ts';
import type { JobCommand, JobReport } from './messages.ts';
import { serveJob, type JobChannel } from './serve-job.ts';

const spec = evaluateSpecSchema.parse({ kind: 'evaluate', runDirectory: '/runs/r', split: 'val' });

function createChannel() {
  const listeners = new Map<string, ((message: JobCommand) => void)[]>();
  const sent: JobEventPayload[] = [];
  const channel: JobChannel = {
    on: (event: string, listener: (message: JobCommand) => void) =>
      listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    send: ({ event }: JobReport) => {
      sent.push(event);
      return Promise.resolve();
    },
  };
  const emit = (event: string, message: JobCommand = { type: 'cancel' }) =>
    listeners.get(event)?.forEach((listener) => listener(message));
  return { channel, sent, emit };
}

/** A job that goes on until it is stopped. */
async function* endless(
  _spec: unknown,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<JobEventPayload> {
  yield { type: 'log', level: 'info', message: 'begun' };
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
  yield { type: 'cancelled', seconds: 0 };
}

describe('serveJob', () => {
  test.each(['message', 'disconnect', 'SIGTERM', 'SIGINT'])('ends the job on %s', async (event) => {
    const { channel, sent, emit } = createChannel();
    const served = serveJob(channel, endless);
    emit('message', { type: 'run', spec });
    emit(event);
    await served;
    expect(sent.map(({ type }) => type)).toEqual(['log', 'cancelled']);
  });

  test('runs nothing when it is told to stop first', async () => {
    const { channel, sent, emit } = createChannel();
    const served = serveJob(channel, endless);
    emit('disconnect');
    await served;
    expect(sent).toEqual([]);
  });

  test('takes an end without a terminal event for a bug', async () => {
    const { channel, emit } = createChannel();
    const served = serveJob(channel, async function* () {
      yield await Promise.resolve({ type: 'log', level: 'info', message: 'x' } as const);
    });
    emit('message', { type: 'run', spec });
    await expect(served).rejects.toThrow('without saying how');
  });
});
