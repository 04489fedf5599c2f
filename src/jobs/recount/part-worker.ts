// The process's side of a thread that holds a part of a split.
import { Worker } from 'node:worker_threads';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { PreparedSplit } from '../../core/metrics/evaluate-split.ts';
import { findEntry } from '../process/find-entry.ts';
import type { PartReply, PartRequest } from './part-calls.ts';
import type { JudgedSurvivors } from '../../core/metrics/split-recounter.ts';

interface Waiting {
  readonly resolve: (judged: JudgedSurvivors) => void;
  readonly reject: (reason: Error) => void;
}

/** Judges a part on a thread of its own, which starts with the first question and again after it died. */
export class PartWorker {
  readonly #takePart: () => PreparedSplit;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #asked = 0;
  #closed = false;

  /** @param takePart called at each start of the thread: it is not kept here as well */
  constructor(takePart: () => PreparedSplit) {
    this.#takePart = takePart;
  }

  judge(settings: OperatingSettings): Promise<JudgedSurvivors> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#thread ??= this.#start();
      this.#thread.ref();
      this.#thread.postMessage({ id, settings } satisfies PartRequest);
    });
  }

  /** Ends the thread once it has answered what it was asked. */
  close(): void {
    this.#closed = true;
    if (this.#waiting.size === 0) this.#rest();
  }

  /** An idle thread keeps no process from ending, and no memory once its part is out of use. */
  #rest(): void {
    this.#thread?.unref();
    if (!this.#closed) return;
    void this.#thread?.terminate();
    this.#thread = null;
  }

  #start(): Worker {
    const thread = new Worker(findEntry('part-thread'), { workerData: this.#takePart() });
    thread.on('message', (reply: PartReply) => this.#settle(reply));
    thread.on('error', (error) => this.#end(thread, error));
    thread.on('exit', () => this.#end(thread, new Error('The thread that judges a part of a split ended')));
    return thread;
  }

  #settle(reply: PartReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#rest();
    if ('judged' in reply) waiting?.resolve(reply.judged);
    else waiting?.reject(new Error(`The thread that judges a part of a split failed:\n${reply.stack}`));
  }

  #end(thread: Worker, reason: Error): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}
