// Work on label files, each piece on a thread of its own.
import { Worker } from 'node:worker_threads';
import { UserError } from '../../core/user-error.ts';
import { findEntry } from '../process/find-entry.ts';
import type { LabelCalls, LabelReport, LabelRequest } from './label-calls.ts';

/** Asks a new thread and waits for it. @throws UserError, or the signal's reason when it was aborted */
export async function askLabelThread<K extends keyof LabelCalls>(
  call: K,
  input: LabelCalls[K]['input'],
  signal: AbortSignal,
): Promise<LabelCalls[K]['output']> {
  signal.throwIfAborted();
  const request = { call, input } as LabelRequest;
  const thread = new Worker(findEntry('label-thread'), { workerData: request });
  let onAbort = (): void => undefined;
  try {
    return await new Promise<LabelCalls[K]['output']>((resolve, reject) => {
      onAbort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort);
      thread.on('message', (report: LabelReport) => {
        if (report.type === 'done') resolve(report.output);
        else if (report.type === 'failed') reject(new UserError(report.userError));
        else reject(new Error(`The thread that works on labels failed:\n${report.stack}`));
      });
      thread.on('error', reject);
      thread.on('exit', (code) =>
        reject(new Error(`The thread that works on labels ended with code ${code}.`)),
      );
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    await thread.terminate();
  }
}
