// Progress reported by callbacks, as events of a generator, at most ten a second.
import type { JobEventPayload } from '../contract/job-events.ts';

type Progress = Omit<Extract<JobEventPayload, { type: 'progress' }>, 'type'>;

/** Least time between two progress events, ms. */
export const PROGRESS_INTERVAL_MS = 100;

/** Keeps the latest progress and hands it out while a promise is pending. */
export class ProgressQueue {
  #latest: Progress | null = null;
  #wake: () => void = () => undefined;

  push(progress: Progress): void {
    this.#latest = progress;
    this.#wake();
  }

  /** Yields progress until the work settles, then what is left. Does not throw the work's error: await it. */
  async *until(work: Promise<unknown>): AsyncGenerator<JobEventPayload, void> {
    const settled = work.then(
      () => true,
      () => true,
    );
    let last = -Infinity;
    while (!(await Promise.race([settled, this.#pushed()]))) {
      if (performance.now() - last < PROGRESS_INTERVAL_MS) continue;
      last = performance.now();
      yield* this.#take();
    }
    yield* this.#take();
  }

  #pushed(): Promise<false> {
    return new Promise((resolve) => (this.#wake = () => resolve(false)));
  }

  *#take(): Generator<JobEventPayload, void> {
    if (this.#latest) yield { type: 'progress', ...this.#latest };
    this.#latest = null;
  }
}
