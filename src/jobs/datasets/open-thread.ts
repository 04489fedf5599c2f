// Entry of a thread that opens one dataset: a folder of any size keeps nobody else waiting.
import { parentPort, workerData } from 'node:worker_threads';
import { stackOf } from '../../core/stack-of.ts';
import { UserError } from '../../core/user-error.ts';
import { openPackedDataset } from '../../storage/datasets/open-dataset.ts';
import { buffersOf } from '../../storage/datasets/packed-dataset.ts';
import { PROGRESS_INTERVAL_MS } from '../progress-queue.ts';
import type { OpenReport, OpenThreadData } from './open-calls.ts';

const port = parentPort!;
const report = (message: OpenReport, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
let last = 0;

try {
  const dataset = await openPackedDataset((workerData as OpenThreadData).root, {
    onFirst: (images) => report({ type: 'first', images }),
    onProgress: (progress) => {
      if (performance.now() - last < PROGRESS_INTERVAL_MS) return;
      last = performance.now();
      report({ type: 'progress', progress });
    },
  });
  report({ type: 'opened', dataset }, buffersOf(dataset.packed));
} catch (error) {
  if (error instanceof UserError) report({ type: 'failed', userError: error.toDetails() });
  else
    report({
      type: 'broken',
      stack: stackOf(error),
    });
}
