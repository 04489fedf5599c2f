// Opens a dataset on a thread of its own.
import { Worker } from 'node:worker_threads';
import type { ImageRecord } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import type { CachedDataset } from '../../storage/datasets/dataset-cache.ts';
import type { DatasetProgress } from '../../storage/datasets/raw-dataset.ts';
import { findEntry } from '../process/find-entry.ts';
import type { OpenReport, OpenThreadData } from './open-calls.ts';

export interface OpenInThreadOptions {
  /** Ends the thread. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DatasetProgress) => void;
  /** Told some images early, where reading all takes long. */
  readonly onFirst: (images: readonly ImageRecord[]) => void;
}

/** `openDataset` as columns. @throws UserError where the folder cannot be used, the signal's reason when it was aborted */
export async function openInThread(
  root: string,
  { signal, onProgress, onFirst }: OpenInThreadOptions,
): Promise<CachedDataset> {
  signal.throwIfAborted();
  const thread = new Worker(findEntry('open-thread'), { workerData: { root } satisfies OpenThreadData });
  try {
    return await new Promise<CachedDataset>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      thread.on('message', (report: OpenReport) => {
        if (report.type === 'progress') onProgress(report.progress);
        else if (report.type === 'first') onFirst(report.images);
        else if (report.type === 'opened') resolve(report.dataset);
        else if (report.type === 'failed') reject(new UserError(report.userError));
        else reject(new Error(`The thread that opens ${root} failed:\n${report.stack}`));
      });
      thread.on('error', reject);
      thread.on('exit', (code) =>
        reject(new Error(`The thread that opens ${root} ended with code ${code}.`)),
      );
    });
  } finally {
    await thread.terminate();
  }
}
