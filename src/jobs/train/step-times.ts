// What a training's time goes to.
import type { JobEventPayload, StepProfile } from '../../contract/job-events.ts';

/** Adds up seconds by name. */
export class StepTimes {
  readonly #seconds = new Map<string, number>();

  add(name: string, seconds: number): void {
    this.#seconds.set(name, (this.#seconds.get(name) ?? 0) + seconds);
  }

  /** Times the work. */
  async measure<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.add(name, (performance.now() - start) / 1000);
    }
  }

  /** All steps, longest first. @param profile of the training's operations, where one was asked for. */
  event(profile?: StepProfile): JobEventPayload {
    const steps = [...this.#seconds].map(([name, seconds]) => ({ name, seconds }));
    steps.sort((a, b) => b.seconds - a.seconds);
    return { type: 'timing', steps, ...(profile ? { profile } : {}) };
  }
}
