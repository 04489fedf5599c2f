// Convolution and its two gradients on every backend, against loops in double precision.
import { expect, it } from 'vitest';
import { BACKENDS, describeBackends, read } from '../testing/backends.ts';
import { dot, largestDifference, normalNumbers, numericalGradient } from '../testing/numbers.ts';
import { tf } from '../tf.ts';
import { convolve } from './convolution.ts';

const TOLERANCE = 1e-4;

interface Case {
  readonly input: readonly [number, number, number, number];
  readonly size: number;
  readonly stride: number;
  readonly filters: number;
}

const outputSide = (length: number, { size, stride }: Case) =>
  Math.floor((length + 2 * (size >> 1) - size) / stride) + 1;

/** out[b, r, s, f] = sum over i, j, c of x[b, r stride + i - pad, s stride + j - pad, c] filter[i, j, c, f]. */
function convolveByLoops(x: ArrayLike<number>, filter: ArrayLike<number>, example: Case): Float64Array {
  const [batch, height, width, channels] = example.input;
  const { size, stride, filters } = example;
  const pad = size >> 1;
  const [rows, columns] = [outputSide(height, example), outputSide(width, example)];
  const out = new Float64Array(batch * rows * columns * filters);
  for (let at = 0; at < out.length; at++) {
    const f = at % filters;
    const column = Math.floor(at / filters) % columns;
    const row = Math.floor(at / filters / columns) % rows;
    const image = Math.floor(at / filters / columns / rows);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const [y, z] = [row * stride + i - pad, column * stride + j - pad];
        if (y < 0 || z < 0 || y >= height || z >= width) continue;
        for (let c = 0; c < channels; c++)
          out[at]! +=
            x[((image * height + y) * width + z) * channels + c]! *
            filter[((i * size + j) * channels + c) * filters + f]!;
      }
  }
  return out;
}

const CASES: readonly Case[] = [
  { input: [2, 6, 8, 3], size: 3, stride: 1, filters: 4 },
  { input: [2, 7, 5, 3], size: 3, stride: 1, filters: 4 },
  { input: [2, 6, 8, 3], size: 3, stride: 2, filters: 4 },
  { input: [2, 7, 5, 3], size: 3, stride: 2, filters: 4 },
  { input: [1, 8, 7, 2], size: 3, stride: 2, filters: 3 },
  { input: [2, 6, 5, 4], size: 1, stride: 1, filters: 3 },
  { input: [2, 6, 8, 3], size: 1, stride: 2, filters: 2 },
  { input: [2, 7, 5, 3], size: 1, stride: 2, filters: 2 },
];

describeBackends('convolution', BACKENDS, () => {
  it.each(CASES)('$input, $size x $size, stride $stride', async (example) => {
    const { input, size, stride, filters } = example;
    const pad = size >> 1;
    const filterShape: [number, number, number, number] = [size, size, input[3], filters];
    const x = normalNumbers(
      input.reduce((a, b) => a * b),
      1,
    );
    const filter = normalNumbers(size * size * input[3] * filters, 2);
    const expected = convolveByLoops(x, filter, example);
    const weights = normalNumbers(expected.length, 3);

    const inputs = [tf.tensor4d(x, [...input]), tf.tensor4d(filter, filterShape)] as const;
    const y = convolve(...inputs, { stride, pad });
    expect(y.shape).toEqual([
      input[0],
      outputSide(input[1], example),
      outputSide(input[2], example),
      filters,
    ]);
    const gradients = tf.tidy(() =>
      tf.grads((a, b) =>
        tf.sum(tf.mul(convolve(a as typeof y, b as typeof y, { stride, pad }), tf.tensor(weights, y.shape))),
      )([...inputs]),
    );
    const [forward, dx, dFilter] = await read(y, ...gradients);
    tf.dispose([...inputs]);

    expect(largestDifference(forward!, expected)).toBeLessThan(TOLERANCE);
    // Linear in each argument, so a large step is exact.
    const slopeOfX = numericalGradient((v) => dot(convolveByLoops(v, filter, example), weights), x, 0.5);
    expect(largestDifference(dx!, slopeOfX)).toBeLessThan(TOLERANCE);
    const slopeOfFilter = numericalGradient((v) => dot(convolveByLoops(x, v, example), weights), filter, 0.5);
    expect(largestDifference(dFilter!, slopeOfFilter)).toBeLessThan(TOLERANCE);
  });
});
