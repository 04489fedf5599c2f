// Numbers for tests: random ones, numerical gradients, and how far two lists are apart.
import { createRandom } from '../../core/random.ts';

/** Normal deviates, rounded to float32 so that single and double precision start from the same values. */
export function normalNumbers(count: number, seed: number, deviation = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal() * deviation);
}

/** Central differences of a function in double precision. */
export function numericalGradient(
  f: (x: Float64Array) => number,
  at: ArrayLike<number>,
  step = 1e-5,
): Float64Array {
  const x = Float64Array.from(at);
  return x.map((value, i) => {
    x[i] = value + step;
    const above = f(x);
    x[i] = value - step;
    const below = f(x);
    x[i] = value;
    return (above - below) / (2 * step);
  });
}

/** Largest difference between two lists: absolute for numbers up to 1, relative for larger ones; NaN stays NaN. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** Sum of products: makes a scalar of a tensor, whose gradient is `weights`. */
export function dot(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * weights[i]!;
  return sum;
}
