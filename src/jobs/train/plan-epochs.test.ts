// Epochs that fit into a time limit, worked out by hand.
import { expect, it } from 'vitest';
import { planEpochs, predictionSeconds, type EpochPlanInput } from './plan-epochs.ts';

/** 10 steps of 1 s an epoch, nothing to predict, 85 s left of 100. */
const PLAIN: EpochPlanInput = {
  limitSeconds: 100,
  elapsedSeconds: 0,
  stepSeconds: 1,
  stepsPerEpoch: 10,
  stepsDone: 0,
  validationImages: 0,
  evaluationImages: 0,
  everyEpochs: 5,
  batchSize: 8,
};

it('takes four tenths of a training step for predicting as many images', () => {
  expect(predictionSeconds(20, 2, 8)).toBeCloseTo(2); // 2.5 batches of 0.4 * 2 s
});

it.each([
  { title: 'a margin of 15 % is kept: 85 s for epochs of 10 s', changes: {}, epochs: 8 },
  { title: 'steps that were taken count', changes: { stepsDone: 14, elapsedSeconds: 14 }, epochs: 8 }, // 73.1 s, 7.31 + 1.4
  { title: 'the evaluation at the end is kept free', changes: { evaluationImages: 400 }, epochs: 6 }, // 20 s of 85
  { title: 'validation is spread over its epochs', changes: { validationImages: 200 }, epochs: 7 }, // 10 s in 5 epochs: 12 s
  { title: 'one epoch at least', changes: { limitSeconds: 3 }, epochs: 1 },
  { title: 'one epoch also where the time is over', changes: { elapsedSeconds: 500 }, epochs: 1 },
])('$title', ({ changes, epochs }) => {
  expect(planEpochs({ ...PLAIN, ...changes })).toBe(epochs);
});
