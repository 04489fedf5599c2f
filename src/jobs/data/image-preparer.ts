// The process's side of the thread that prepares images.
import { Worker } from 'node:worker_threads';
import { UserError } from '../../core/user-error.ts';
import { findEntry } from '../process/find-entry.ts';
import type { PrepareReply, PrepareRequest, PrepareThreadData } from './prepare-calls.ts';

interface Waiting {
  readonly resolve: (pixels: Uint8Array) => void;
  readonly reject: (reason: Error) => void;
}

/** Decodes images on a thread of its own, which starts with the first. */
export class ImagePreparer {
  readonly #data: PrepareThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #asked = 0;

  constructor(data: PrepareThreadData) {
    this.#data = data;
  }

  /** Pixels [H, W, 3] at input size, as `prepareInput` makes them. @throws UserError for an image that cannot be decoded */
  prepare(request: Omit<PrepareRequest, 'id'>): Promise<Uint8Array> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#thread ??= this.#start();
      this.#thread.ref();
      this.#thread.postMessage({ ...request, id } satisfies PrepareRequest);
    });
  }

  /** Ends the thread. What is still asked for is never answered. */
  async close(): Promise<void> {
    this.#waiting.clear();
    await this.#thread?.terminate();
    this.#thread = null;
  }

  #start(): Worker {
    const thread = new Worker(findEntry('prepare-thread'), { workerData: this.#data });
    thread.on('message', (reply: PrepareReply) => this.#settle(thread, reply));
    thread.on('error', (error) => this.#fail(thread, error));
    return thread;
  }

  #settle(thread: Worker, reply: PrepareReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    // An idle thread keeps no process from ending.
    if (this.#waiting.size === 0) thread.unref();
    if ('pixels' in reply) waiting?.resolve(reply.pixels);
    else if ('userError' in reply) waiting?.reject(new UserError(reply.userError));
    else waiting?.reject(new Error(`The thread that prepares images failed:\n${reply.stack}`));
  }

  #fail(thread: Worker, reason: Error): void {
    if (this.#thread === thread) this.#thread = null;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}
