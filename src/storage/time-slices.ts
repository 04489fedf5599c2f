// Long work on the process's own thread in slices, so that timers, messages and progress get their turn in between.
import { setImmediate } from 'node:timers/promises';

/** Longest stretch of work, ms: nobody notices it. */
const SLICE_MS = 15;

/** Call `next` between two pieces of work; it waits for a turn of the event loop when the slice is used up. */
export class TimeSlices {
  readonly #signal: AbortSignal | undefined;
  #until = performance.now() + SLICE_MS;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** @throws the signal's reason when it was aborted */
  next(): Promise<void> | undefined {
    return performance.now() < this.#until ? undefined : this.#turn();
  }

  async #turn(): Promise<void> {
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#until = performance.now() + SLICE_MS;
  }
}
