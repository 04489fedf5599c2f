// The gradient of a network with every kind of layer: along random directions of each layer's numbers, against differences, and
// the same on every backend.
import { describe, expect, it } from 'vitest';
import type { Layer, Network } from '../../core/network/layer.ts';
import { BACKENDS, describeBackends, failOnLeaks, read, useBackend } from '../testing/backends.ts';
import { dot, largestDifference, normalNumbers } from '../testing/numbers.ts';
import { tf, type Tensor, type Tensor4D } from '../tf.ts';
import { forward, nameTensors, trainingPass } from './forward.ts';
import { initialParameters, parameterLayout, type Slot } from './parameters.ts';

const convolution = (filters: number, more: Partial<Layer> = {}): Layer =>
  ({
    kind: 'convolutional',
    filters,
    size: 3,
    stride: 1,
    pad: 1,
    batchNormalize: true,
    activation: 'leaky',
    ...more,
  }) as Layer;
const head = (gaussian: boolean): Layer => ({
  kind: 'yolo',
  anchors: [{ width: 8, height: 8 }],
  classes: 1,
  gaussian,
  scaleXY: 1,
});

const network: Network = {
  input: { width: 16, height: 16 },
  layers: [
    convolution(4, { stride: 2 }),
    convolution(4),
    { kind: 'shortcut', from: 0 },
    { kind: 'maxpool', size: 2, stride: 2 },
    convolution(6, { activation: 'relu' }),
    { kind: 'maxpool', size: 3, stride: 1 },
    convolution(6, { size: 1, pad: 0, batchNormalize: false, activation: 'linear' }),
    head(false),
    { kind: 'route', layers: [4] },
    convolution(3, { size: 1, pad: 0, activation: 'logistic' }),
    { kind: 'upsample', stride: 2 },
    { kind: 'route', layers: [10, 2] },
    convolution(5, { batchNormalize: false }),
    convolution(10, { size: 1, pad: 0, batchNormalize: false, activation: 'linear' }),
    head(true),
  ],
};
const BATCH = 2;
const { width, height } = network.input;
const layout = parameterLayout(network);
const INPUT: Slot = {
  name: 'input',
  shape: [BATCH, height, width, 3],
  offset: 0,
  size: BATCH * height * width * 3,
};
const slots = [INPUT, ...layout.parameters];
const parameters = initialParameters(network, layout, 1);
/** Away from the initial 1 and 0, so that no gradient vanishes by symmetry. */
const values = slots.map(({ size, offset }, i) => {
  const noise = normalNumbers(size, 10 + i, i === 0 ? 1 : 0.3);
  return i === 0 ? noise : noise.map((value, k) => value + parameters[offset + k]!);
});

/** A weighted sum of all logits. */
function scalarOf(tensors: readonly Tensor[]): Tensor {
  const [input, ...others] = tensors;
  const pass = trainingPass(nameTensors(layout.parameters, others), () => undefined);
  const logits = forward(network, input as Tensor4D, pass);
  return tf.addN(
    logits.map((head, i) => tf.sum(tf.mul(head, tf.tensor(normalNumbers(head.size, 50 + i), head.shape)))),
  );
}

async function gradients(): Promise<Float32Array[]> {
  const found = tf.tidy(() =>
    tf.grads((...tensors: Tensor[]) => scalarOf(tensors))(
      slots.map(({ shape }, i) => tf.tensor(values[i]!, [...shape])),
    ),
  );
  return read(...found);
}

/** The scalar with one slot's numbers moved along a direction. */
async function valueAt(slot: number, direction: Float32Array, step: number): Promise<number> {
  const scalar = tf.tidy(() =>
    scalarOf(
      slots.map(({ shape }, i) =>
        tf.tensor(i === slot ? values[i]!.map((value, k) => value + step * direction[k]!) : values[i]!, [
          ...shape,
        ]),
      ),
    ),
  );
  const [value] = await read(scalar);
  return value![0]!;
}

const STEP = 1e-3;
/** Single precision, and ReLUs that bend within the step. */
const TOLERANCE = 0.02;

describeBackends('the gradient of a network', BACKENDS, () => {
  it.each(slots.map(({ name }, slot) => [name, slot] as const))('with respect to %s', async (name, slot) => {
    const gradient = (await gradients())[slot]!;
    // Along the gradient itself the slope is largest, so that rounding matters least.
    const norm = Math.sqrt(dot(gradient, gradient));
    expect(norm).toBeGreaterThan(0.01);
    for (const direction of [gradient.map((value) => value / norm), mixed(gradient, norm, slot)]) {
      const slope =
        ((await valueAt(slot, direction, STEP)) - (await valueAt(slot, direction, -STEP))) / (2 * STEP);
      expect(Math.abs(slope - dot(gradient, direction)) / norm, name).toBeLessThan(TOLERANCE);
    }
  });
});

/** A random direction of length 1 with some of the gradient in it. */
function mixed(gradient: Float32Array, norm: number, seed: number): Float32Array {
  const random = normalNumbers(gradient.length, 100 + seed, 1 / Math.sqrt(gradient.length));
  const sum = random.map((value, k) => value + gradient[k]! / norm);
  const length = Math.sqrt(dot(sum, sum));
  return sum.map((value) => value / length);
}

describe(`the gradient on ${BACKENDS.join(', ')}`, () => {
  failOnLeaks();

  it('is one and the same', async () => {
    const all: Float32Array[][] = [];
    for (const backend of BACKENDS) {
      await useBackend(backend);
      all.push(await gradients());
    }
    const [first, ...others] = all;
    for (const other of others)
      first!.forEach((gradient, slot) => {
        const scale = Math.max(...gradient.map(Math.abs));
        const relative = (numbers: Float32Array) => numbers.map((value) => value / scale);
        expect(largestDifference(relative(other[slot]!), relative(gradient)), slots[slot]!.name).toBeLessThan(
          1e-4,
        );
      });
  });
});
