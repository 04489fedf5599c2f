// Entry of a thread that works on label files: large ones keep nobody else waiting.
import { parentPort, workerData } from 'node:worker_threads';
import { stackOf } from '../../core/stack-of.ts';
import { UserError } from '../../core/user-error.ts';
import { answerLabelCall } from './answer-label-call.ts';
import type { LabelReport, LabelRequest } from './label-calls.ts';

const report = (message: LabelReport) => parentPort!.postMessage(message);

try {
  report({ type: 'done', output: await answerLabelCall(workerData as LabelRequest) });
} catch (error) {
  if (error instanceof UserError) report({ type: 'failed', userError: error.toDetails() });
  else report({ type: 'broken', stack: stackOf(error) });
}
