// Entry of a thread that holds a part of a split and judges it again at any settings.
import { parentPort, workerData } from 'node:worker_threads';
import type { PreparedSplit } from '../../core/metrics/evaluate-split.ts';
import { stackOf } from '../../core/stack-of.ts';
import type { PartReply, PartRequest } from './part-calls.ts';
import { SplitPart } from './split-part.ts';

const port = parentPort!;
const part = new SplitPart(workerData as PreparedSplit);

function answer({ id, settings }: PartRequest): PartReply {
  try {
    return { id, judged: part.judge(settings) };
  } catch (error) {
    return { id, stack: stackOf(error) };
  }
}

// Not transferred: what survives is remembered here too.
port.on('message', (request: PartRequest) => port.postMessage(answer(request)));
