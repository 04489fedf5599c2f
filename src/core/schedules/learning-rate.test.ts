// Learning rates at the points where they can be worked out by hand.
import { describe, expect, it } from 'vitest';
import { learningRateAt, type LearningRateSchedule } from './learning-rate.ts';

const schedule: LearningRateSchedule = {
  learningRate: 0.1,
  kind: 'cosine',
  warmupSteps: 10,
  totalSteps: 110,
  finalFraction: 0.02,
  milestones: [0.8, 0.9],
  gamma: 0.1,
};

describe('learningRateAt', () => {
  it('rises linearly during warm-up', () => {
    expect(learningRateAt(schedule, 0)).toBeCloseTo(0.01);
    expect(learningRateAt(schedule, 4)).toBeCloseTo(0.05);
    expect(learningRateAt(schedule, 9)).toBeCloseTo(0.1);
  });
  it('cosine: half way in the middle, the final share at the end', () => {
    expect(learningRateAt(schedule, 60)).toBeCloseTo(0.1 * 0.51);
    expect(learningRateAt(schedule, 110)).toBeCloseTo(0.002);
  });
  it('multi-step: a tenth after each milestone of the whole length', () => {
    const steps = { ...schedule, kind: 'multi-step' as const };
    expect(learningRateAt(steps, 87)).toBeCloseTo(0.1);
    expect(learningRateAt(steps, 88)).toBeCloseTo(0.01);
    expect(learningRateAt(steps, 99)).toBeCloseTo(0.001);
  });
  it('never spends more than a tenth of a short training on warm-up', () => {
    expect(learningRateAt({ ...schedule, totalSteps: 20 }, 1)).toBeCloseTo(0.1);
  });
});
