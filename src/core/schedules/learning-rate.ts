// The learning rate of a step: warm-up, then cosine, multi-step or constant over the whole length.

export interface LearningRateSchedule {
  readonly learningRate: number;
  readonly kind: 'cosine' | 'multi-step' | 'constant';
  readonly warmupSteps: number;
  readonly totalSteps: number;
  /** Cosine's last rate as a share of the first. */
  readonly finalFraction: number;
  /** Shares of the whole length at which the rate is multiplied by `gamma`. */
  readonly milestones: readonly number[];
  readonly gamma: number;
}

/** Learning rate of a step, counted from 0. The warm-up rises linearly and takes at most a tenth of the length. */
export function learningRateAt(schedule: LearningRateSchedule, step: number): number {
  const { learningRate, totalSteps } = schedule;
  const warmup = Math.min(schedule.warmupSteps, Math.ceil(totalSteps / 10));
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  const share = totalSteps > warmup ? (step - warmup) / (totalSteps - warmup) : 1;
  if (schedule.kind === 'constant') return learningRate;
  if (schedule.kind === 'multi-step') {
    const passed = schedule.milestones.filter((milestone) => step >= milestone * totalSteps).length;
    return learningRate * schedule.gamma ** passed;
  }
  const cosine = (1 + Math.cos(Math.PI * Math.min(1, share))) / 2;
  return learningRate * (schedule.finalFraction + (1 - schedule.finalFraction) * cosine);
}
