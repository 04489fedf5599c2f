// The fused convolution of prediction on every backend, against its three operations one after another.
import { expect, it } from 'vitest';
import { BACKENDS, describeBackends, read, TRAINING_BACKENDS } from '../testing/backends.ts';
import { largestDifference, normalNumbers } from '../testing/numbers.ts';
import { tf } from '../tf.ts';
import { fusesConvolutions } from './tensorflow-convolution.ts';
import { convolveActivate, convolveThenActivate } from './convolve-activate.ts';

const TOLERANCE = 1e-5;
const [CHANNELS, FILTERS] = [5, 9];

const CASES = [
  { height: 6, width: 8, size: 3, stride: 1, slope: 0.1 },
  { height: 6, width: 8, size: 3, stride: 2, slope: 0.1 },
  { height: 7, width: 5, size: 3, stride: 2, slope: 1 },
  { height: 7, width: 5, size: 1, stride: 1, slope: 1 },
  { height: 6, width: 5, size: 1, stride: 1, slope: 0.1 },
];

describeBackends('fused convolution', BACKENDS, () => {
  it.each(CASES)('$height x $width, size $size, stride $stride, slope $slope', async (example) => {
    const { height, width, size, stride, slope } = example;
    const x = tf.tensor4d(normalNumbers(2 * height * width * CHANNELS, 1), [2, height, width, CHANNELS]);
    const filter = tf.tensor4d(normalNumbers(size * size * CHANNELS * FILTERS, 2), [
      size,
      size,
      CHANNELS,
      FILTERS,
    ]);
    const bias = tf.tensor1d(normalNumbers(FILTERS, 3));
    const attributes = { stride, pad: size >> 1, slope };
    const fused = convolveActivate(x, filter, bias, attributes);
    const expected = tf.tidy(() => convolveThenActivate(x, filter, bias, attributes));
    expect(fused.shape).toEqual(expected.shape);
    const [found, wanted] = await read(fused, expected);
    tf.dispose([x, filter, bias]);
    expect(largestDifference(found!, wanted!)).toBeLessThan(TOLERANCE);
    // Both signs, so that the slope shows.
    expect(Math.min(...wanted!)).toBeLessThan(0);
    expect(Math.max(...wanted!)).toBeGreaterThan(0);
  });
});

describeBackends(
  'fusing',
  TRAINING_BACKENDS.filter((name) => name === 'tensorflow'),
  () => {
    it('is what happens, and not the three operations', () => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
      const filter = tf.ones<tf.Rank.R4>([3, 3, 1, 1]);
      const bias = tf.tensor1d([0]);
      tf.dispose([convolveActivate(x, filter, bias, { stride: 2, pad: 1, slope: 0.1 }), x, filter, bias]);
      expect(fusesConvolutions()).toBe(true);
    });
  },
);
