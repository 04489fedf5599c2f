// tfjs' own convolutions on WebAssembly: their gradients against the cpu backend's and against finite differences.
import { expect, it } from 'vitest';
import { describeBackends, read, useBackend } from '../testing/backends.ts';
import { dot, largestDifference, normalNumbers } from '../testing/numbers.ts';
import { tf, type Tensor4D } from '../tf.ts';

const TOLERANCE = 1e-4;
type Shape4D = [number, number, number, number];
type Strides = number | [number, number];
type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;

const OPERATIONS = {
  conv2d: (x: Tensor4D, filter: Tensor4D, strides: Strides, pad: Pad) => tf.conv2d(x, filter, strides, pad),
  depthwiseConv2d: (x: Tensor4D, filter: Tensor4D, strides: Strides, pad: Pad) =>
    tf.depthwiseConv2d(x, filter, strides, pad),
};

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const unevenPad: Pad = [
  [0, 0],
  [2, 0],
  [0, 1],
  [0, 0],
];

const SHAPES: readonly { input: Shape4D; filter: Shape4D }[] = [
  { input: [2, 6, 5, 3], filter: [3, 3, 3, 2] },
  { input: [1, 7, 6, 2], filter: [2, 3, 2, 1] },
  { input: [2, 5, 4, 2], filter: [1, 1, 2, 2] },
];
// tfjs works out a wrong shape for a single number of padding where rows and columns differ in filter or stride.
const hasOwnShape = ({ strides, pad, filter }: { strides: Strides; pad: Pad; filter: Shape4D }) =>
  typeof pad !== 'number' || (typeof strides === 'number' && filter[0] === filter[1]);
const CASES = (['conv2d', 'depthwiseConv2d'] as const).flatMap((operation) =>
  ([1, 2, [2, 1]] as Strides[]).flatMap((strides) =>
    (['same', 'valid', 1, unevenPad] as Pad[]).flatMap((pad) =>
      SHAPES.map((shapes) => ({ operation, strides, pad, ...shapes })).filter(hasOwnShape),
    ),
  ),
);
type Case = (typeof CASES)[number];

/** The operation's numbers on the current backend. */
async function forward(example: Case, x: Float32Array, filter: Float32Array): Promise<Float32Array> {
  const { operation, strides, pad } = example;
  const y = tf.tidy(() =>
    OPERATIONS[operation](tf.tensor4d(x, example.input), tf.tensor4d(filter, example.filter), strides, pad),
  );
  return (await read(y))[0]!;
}

/** Gradients of the operation's numbers times `weights`, by both arguments, on the current backend. */
function gradients(example: Case, x: Float32Array, filter: Float32Array, weights: Float32Array) {
  const { operation, strides, pad } = example;
  return read(
    ...tf.tidy(() =>
      tf.grads((a, b) => {
        const y = OPERATIONS[operation](a as Tensor4D, b as Tensor4D, strides, pad);
        return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
      })([tf.tensor4d(x, example.input), tf.tensor4d(filter, example.filter)]),
    ),
  );
}

/** Differences over a step of 1, which are exact: `f` is linear. */
async function differences(
  f: (at: Float32Array) => Promise<number>,
  at: Float32Array,
): Promise<Float64Array> {
  const found = new Float64Array(at.length);
  for (let i = 0; i < at.length; i++) {
    const [below, above] = [at.slice(), at.slice()];
    below[i]! -= 0.5;
    above[i]! += 0.5;
    found[i] = (await f(above)) - (await f(below));
  }
  return found;
}

describeBackends('public convolution gradients', ['wasm'], () => {
  it.each(CASES)('$operation $input by $filter, strides $strides, pad $pad', async (example) => {
    const x = normalNumbers(product(example.input), 1);
    const filter = normalNumbers(product(example.filter), 2);
    const y = await forward(example, x, filter);
    const weights = normalNumbers(y.length, 3);
    const found = await gradients(example, x, filter, weights);

    await useBackend('cpu');
    try {
      const expected = await gradients(example, x, filter, weights);
      for (const i of [0, 1]) expect(largestDifference(found[i]!, expected[i]!)).toBeLessThan(TOLERANCE);
      const loss = async (a: Float32Array, b: Float32Array) => dot(await forward(example, a, b), weights);
      const byX = await differences((values) => loss(values, filter), x);
      expect(largestDifference(found[0]!, byX)).toBeLessThan(TOLERANCE);
      const byFilter = await differences((values) => loss(x, values), filter);
      expect(largestDifference(found[1]!, byFilter)).toBeLessThan(TOLERANCE);
    } finally {
      await useBackend('wasm');
    }
  });
});
