// Batch normalisation with leaky ReLU and its gradients on every backend, against double precision.
import { expect, it } from 'vitest';
import { BACKENDS, describeBackends, read } from '../testing/backends.ts';
import { dot, largestDifference, normalNumbers, numericalGradient } from '../testing/numbers.ts';
import { tf, type Tensor1D, type Tensor4D } from '../tf.ts';
import { normalizeActivate } from './normalize-activate.ts';

const TOLERANCE = 1e-4;
const EPSILON = 1e-5;
const CHANNELS = 3;

/** The definition, written out; statistics over all values of a channel. */
function normalizeByLoops(
  x: ArrayLike<number>,
  scale: ArrayLike<number>,
  offset: ArrayLike<number>,
  slope: number,
) {
  const count = x.length / CHANNELS;
  const mean = new Float64Array(CHANNELS);
  const variance = new Float64Array(CHANNELS);
  for (let i = 0; i < x.length; i++) mean[i % CHANNELS]! += x[i]! / count;
  for (let i = 0; i < x.length; i++) variance[i % CHANNELS]! += (x[i]! - mean[i % CHANNELS]!) ** 2 / count;
  const y = Float64Array.from({ length: x.length }, (_, i) => {
    const c = i % CHANNELS;
    const value = ((x[i]! - mean[c]!) / Math.sqrt(variance[c]! + EPSILON)) * scale[c]! + offset[c]!;
    return value < 0 ? value * slope : value;
  });
  return { y, mean, variance: variance.map((value) => (value * count) / (count - 1)) };
}

describeBackends('normalizeActivate', BACKENDS, () => {
  it.each([
    { shape: [2, 4, 3, CHANNELS], slope: 0.1 },
    { shape: [3, 1, 1, CHANNELS], slope: 0.1 },
    { shape: [1, 5, 2, CHANNELS], slope: 1 },
  ] as const)('$shape, slope $slope', async ({ shape, slope }) => {
    const x = normalNumbers(shape[0] * shape[1] * shape[2] * CHANNELS, 1, 2).map((value) => value + 3);
    const scale = Float32Array.of(1.5, -0.75, 0.5);
    const offset = Float32Array.of(0.25, -0.5, 0);
    const weights = normalNumbers(x.length, 2);
    const expected = normalizeByLoops(x, scale, offset, slope);

    const inputs = [tf.tensor4d(x, [...shape]), tf.tensor1d(scale), tf.tensor1d(offset)] as const;
    const attributes = { epsilon: EPSILON, slope };
    const outputs = tf.tidy(() => normalizeActivate(...inputs, attributes));
    const gradients = tf.tidy(() =>
      tf.grads((a, b, c) => {
        const { y } = normalizeActivate(a as Tensor4D, b as Tensor1D, c as Tensor1D, attributes);
        return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
      })([...inputs]),
    );
    const [y, mean, variance, ...slopes] = await read(
      outputs.y,
      outputs.mean,
      outputs.variance,
      ...gradients,
    );
    tf.dispose([...inputs]);

    expect(largestDifference(y!, expected.y)).toBeLessThan(TOLERANCE);
    expect(largestDifference(mean!, expected.mean)).toBeLessThan(TOLERANCE);
    expect(largestDifference(variance!, expected.variance)).toBeLessThan(TOLERANCE);
    const numerical = [
      numericalGradient((v) => dot(normalizeByLoops(v, scale, offset, slope).y, weights), x),
      numericalGradient((v) => dot(normalizeByLoops(x, v, offset, slope).y, weights), scale),
      numericalGradient((v) => dot(normalizeByLoops(x, scale, v, slope).y, weights), offset),
    ];
    numerical.forEach((gradient, i) =>
      expect(largestDifference(slopes[i]!, gradient)).toBeLessThan(TOLERANCE),
    );
  });
});
