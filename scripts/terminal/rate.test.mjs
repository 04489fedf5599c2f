// Tests of progress in words.
import { expect, it } from 'vitest';
import { createRateMeter, describeProgress } from './rate.mjs';

it('measures the rate over the last seconds only', () => {
  const rate = createRateMeter();
  expect(rate(100, 0)).toBe(0);
  expect(rate(150, 1000)).toBe(50);
  expect(rate(150, 10_000)).toBe(0);
  expect(rate(160, 11_000)).toBe(10);
});

it('names amount, rate and time left', () => {
  const progress = { done: 50e6, total: 250e6, unit: 'bytes', message: 'downloading' };
  expect(describeProgress(progress, 20e6)).toBe('downloading  50 MB of 250 MB  20 MB/s  10 s left');
});

it('leaves out what it does not know', () => {
  expect(describeProgress({ done: 12, unit: 'packages' }, 0)).toBe('12 packages');
});
