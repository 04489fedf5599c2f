// The time of a training: how long steps take, when and how many epochs are planned, when time is up.
import { planEpochs, predictionSeconds, type TrainingWork } from './plan-epochs.ts';

export interface TrainingClockOptions extends TrainingWork {
  /** Null where there is no limit. */
  readonly limitSeconds: number | null;
  readonly warmupSteps: number;
}

/** Steps that are not timed (caches fill, kernels are chosen), and the fewest that are, before epochs are planned. */
const WARM_STEPS = 4;
const TIMED_STEPS = 10;
/** Epochs are planned when this share of a time limit has passed, if not before. */
const LATEST_PLAN = 0.2;
/** Steps that the time left is estimated from. */
const RECENT_STEPS = 50;

/** Starts when it is made. */
export class TrainingClock {
  readonly #options: TrainingClockOptions;
  readonly #startedAt = performance.now();
  readonly #stepSeconds: number[] = [];
  #planned = false;

  constructor(options: TrainingClockOptions) {
    this.#options = options;
  }

  /** Notes how long a step took. */
  addStep(seconds: number): void {
    this.#stepSeconds.push(seconds);
  }

  get elapsedSeconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** Mean of the last steps, seconds. */
  get stepSeconds(): number {
    const recent = this.#stepSeconds.slice(-RECENT_STEPS);
    return recent.reduce((sum, value) => sum + value, 0) / recent.length;
  }

  /** True once: at the end of warm-up, up to which the learning rate does not depend on the length. The later, the surer. */
  planDue(): boolean {
    const { limitSeconds, warmupSteps } = this.#options;
    if (this.#planned || limitSeconds === null || this.#stepSeconds.length < WARM_STEPS + TIMED_STEPS)
      return false;
    this.#planned =
      this.#stepSeconds.length >= warmupSteps || this.elapsedSeconds > LATEST_PLAN * limitSeconds;
    return this.#planned;
  }

  /** Epochs that fit into the limit, those included that are done. */
  plan(stepsDone: number): number {
    return planEpochs({
      ...this.#options,
      limitSeconds: this.#options.limitSeconds ?? Infinity,
      elapsedSeconds: this.elapsedSeconds,
      stepSeconds: median(this.#stepSeconds.slice(WARM_STEPS)),
      stepsDone,
    });
  }

  /** True when another epoch and the evaluation at the end would pass the limit. */
  outOfTime(): boolean {
    const { limitSeconds, stepsPerEpoch, batchSize, validationImages, evaluationImages } = this.#options;
    if (limitSeconds === null) return false;
    const stepSeconds = median(this.#stepSeconds.slice(-stepsPerEpoch));
    const predicting = predictionSeconds(validationImages + evaluationImages, stepSeconds, batchSize);
    return this.elapsedSeconds + stepSeconds * stepsPerEpoch + predicting > limitSeconds;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
