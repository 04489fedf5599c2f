// Max pooling's gradient on every backend: to the first largest number of each window, also where all are negative.
import { expect, it } from 'vitest';
import { BACKENDS, describeBackends, read } from '../testing/backends.ts';
import { largestDifference, normalNumbers } from '../testing/numbers.ts';
import { tf, type Tensor4D } from '../tf.ts';

const TOLERANCE = 1e-6;
const SIDE = 6;

/** One channel, padding as in tfjs' `same`: (size - 1) >> 1 of it left and above where the stride is 1, none else. */
function referenceGradient(x: Float32Array, dy: Float32Array, size: number, stride: number): Float64Array {
  const before = stride === 1 ? (size - 1) >> 1 : 0;
  const dx = new Float64Array(x.length);
  const outputs = SIDE / stride;
  for (let row = 0; row < outputs; row++)
    for (let column = 0; column < outputs; column++) {
      let best = -1;
      for (let i = 0; i < size * size; i++) {
        const r = row * stride - before + Math.floor(i / size);
        const c = column * stride - before + (i % size);
        if (r < 0 || c < 0 || r >= SIDE || c >= SIDE) continue;
        if (best < 0 || x[r * SIDE + c]! > x[best]!) best = r * SIDE + c;
      }
      dx[best]! += dy[row * outputs + column]!;
    }
  return dx;
}

describeBackends('the gradient of maxPool', BACKENDS, () => {
  it.each([
    { size: 2, stride: 2, mean: 0 },
    { size: 2, stride: 2, mean: -3 },
    { size: 2, stride: 1, mean: -1 },
    { size: 5, stride: 1, mean: -3 },
  ])('of size $size and stride $stride, numbers around $mean', async ({ size, stride, mean }) => {
    const values = normalNumbers(SIDE * SIDE, 7).map((value) => value + mean);
    const slopes = normalNumbers((SIDE / stride) ** 2, 8);
    const x = tf.tensor4d(values, [1, SIDE, SIDE, 1]);
    const gradient = tf.tidy(() => {
      const dy = tf.tensor4d(slopes, [1, SIDE / stride, SIDE / stride, 1]);
      return tf.grad((input) => tf.maxPool(input as Tensor4D, size, stride, 'same'))(x, dy);
    });
    const [found] = await read(gradient);
    x.dispose();
    expect(largestDifference(found!, referenceGradient(values, slopes, size, stride))).toBeLessThan(
      TOLERANCE,
    );
  });
});
