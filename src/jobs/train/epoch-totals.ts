// Sums of an epoch's losses, for its one row of metrics.
import type { JobEventPayload, Losses } from '../../contract/job-events.ts';
import type { StepResult } from '../../engine/train/trainer.ts';
import type { Targets } from '../../engine/targets.ts';

type Branches = Extract<JobEventPayload, { type: 'metric' }>['branches'];

/** Adds up steps. */
export class EpochTotals {
  #steps = 0;
  #images = 0;
  #seconds = 0;
  #waited = 0;
  readonly #terms: number[][];
  readonly #positives: number[];
  readonly #strides: readonly number[];

  constructor(strides: readonly number[]) {
    this.#strides = strides;
    this.#terms = strides.map(() => [0, 0, 0, 0]);
    this.#positives = strides.map(() => 0);
  }

  /** @param seconds of the whole step @param waited seconds of them in which it waited for its images */
  add(result: StepResult, targets: Targets, images: number, seconds: number, waited: number): void {
    this.#steps++;
    this.#images += images;
    this.#seconds += seconds;
    this.#waited += waited;
    result.terms.forEach((terms, branch) => {
      terms.forEach((value, term) => (this.#terms[branch]![term]! += value));
    });
    for (const branch of targets.heads) this.#positives[branch]!++;
  }

  get steps(): number {
    return this.#steps;
  }

  get imagesPerSecond(): number {
    return this.#seconds > 0 ? this.#images / this.#seconds : 0;
  }

  /** Share of the steps' time in which they waited for images. In [0, 1]. */
  get waitShare(): number {
    return this.#seconds > 0 ? this.#waited / this.#seconds : 0;
  }

  /** Means over the steps so far, summed over branches. */
  get losses(): Losses {
    const term = (index: number) =>
      this.#terms.reduce((sum, terms) => sum + terms[index]!, 0) / Math.max(1, this.#steps);
    const [box, objectness, classLoss, sigma] = [term(0), term(1), term(2), term(3)];
    return { total: box + objectness + classLoss + sigma, box, objectness, class: classLoss, sigma };
  }

  get branches(): Branches {
    const steps = Math.max(1, this.#steps);
    return this.#strides.map((stride, branch) => {
      const [box = 0, objectness = 0, classLoss = 0] = this.#terms[branch]!;
      return {
        stride,
        box: box / steps,
        objectness: objectness / steps,
        class: classLoss / steps,
        positives: this.#positives[branch]! / steps,
      };
    });
  }
}
