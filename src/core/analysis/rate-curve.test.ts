// Reading a curve of three points, worked by hand.
import { expect, it } from 'vitest';
import { pointAtThreshold, pointWithinRate } from './rate-curve.ts';

const point = (scoreThreshold: number, recall: number, falsePositivesPerImage: number) => ({
  scoreThreshold,
  recall,
  falsePositivesPerImage,
  precision: 0.5,
  f1: 0.5,
});
const curve = [point(0.9, 0.2, 0.1), point(0.5, 0.6, 0.5), point(0.2, 0.8, 3)];

it('finds the most recall within a rate, the rate included', () => {
  expect(pointWithinRate(curve, 0.5)).toBe(curve[1]);
  expect(pointWithinRate(curve, 2.9)).toBe(curve[1]);
  expect(pointWithinRate(curve, 100)).toBe(curve[2]);
  expect(pointWithinRate(curve, 0.09)).toBeNull();
});

it('finds the point of a threshold: what is below it does not count', () => {
  expect(pointAtThreshold(curve, 0.5)).toBe(curve[1]);
  expect(pointAtThreshold(curve, 0.4)).toBe(curve[1]);
  expect(pointAtThreshold(curve, 0.1)).toBe(curve[2]);
  expect(pointAtThreshold(curve, 0.95)).toBe(curve[0]);
  expect(pointAtThreshold([], 0.5)).toBeNull();
});
