// Optimizers by hand: one and two steps, clipping, averaging.
import { expect, it } from 'vitest';
import { recipeSchema } from '../../contract/recipe.ts';
import { BACKENDS, describeBackends, read } from '../testing/backends.ts';
import { largestDifference } from '../testing/numbers.ts';
import { tf } from '../tf.ts';
import {
  clipByGlobalNorm,
  initialMoments,
  movingAverage,
  updateParameters,
  type OptimizerOptions,
} from './optimizer.ts';

const TOLERANCE = 1e-6;
const START = [1, -2, 3];
/** Weight decay for the first two alone. */
const DECAY = [1, 1, 0];
const GRADIENTS = [
  [0.5, 1, -1],
  [-0.25, 2, 0],
];
const RATE = 0.1;

/** The steps of a definition in double precision, number by number. */
type Definition = (
  value: number,
  gradient: number,
  decays: boolean,
  memory: number[],
  step: number,
) => number;

const momentumOf =
  (nesterov: boolean): Definition =>
  (value, gradient, decays, memory) => {
    const g = gradient + (decays ? 0.01 * value : 0);
    memory[0] = 0.9 * (memory[0] ?? 0) + g;
    return value - RATE * (nesterov ? g + 0.9 * memory[0] : memory[0]);
  };

const adamW: Definition = (value, gradient, decays, memory, step) => {
  memory[0] = 0.9 * (memory[0] ?? 0) + 0.1 * gradient;
  memory[1] = 0.999 * (memory[1] ?? 0) + 0.001 * gradient ** 2;
  const mean = memory[0] / (1 - 0.9 ** (step + 1));
  const square = memory[1] / (1 - 0.999 ** (step + 1));
  const shrunk = value - (decays ? RATE * 0.01 * value : 0);
  return shrunk - (RATE * mean) / (Math.sqrt(square) + 1e-8);
};

const OPTIONS: OptimizerOptions = { ...recipeSchema.parse({}).optimizer, momentum: 0.9, weightDecay: 0.01 };
const CASES = [
  {
    title: 'SGD with momentum',
    options: { ...OPTIONS, kind: 'sgd', nesterov: false },
    define: momentumOf(false),
  },
  {
    title: "SGD with Nesterov's momentum",
    options: { ...OPTIONS, kind: 'sgd', nesterov: true },
    define: momentumOf(true),
  },
  { title: 'AdamW', options: { ...OPTIONS, kind: 'adam' }, define: adamW },
] as const;

/** The optimizer's state before the first step. */
function zeros(options: OptimizerOptions, count: number) {
  const { first, second } = initialMoments(options, count);
  return { first: tf.tensor1d(first), second: tf.tensor1d(second) };
}

describeBackends('optimizer', BACKENDS, () => {
  it.each(CASES)('$title, two steps', async ({ options, define }) => {
    const decay = tf.tensor1d(DECAY);
    let now = { parameters: tf.tensor1d(START), state: zeros(options, START.length) };
    const memories = START.map((): number[] => []);
    let expected = START;
    for (const [step, slopes] of GRADIENTS.entries()) {
      const gradient = tf.tensor1d(slopes);
      const before = now;
      now = updateParameters(before.parameters, gradient, decay, before.state, options, RATE, step);
      tf.dispose([gradient, before.parameters, before.state.first, before.state.second]);
      expected = expected.map((value, i) => define(value, slopes[i]!, DECAY[i] === 1, memories[i]!, step));
      expect(largestDifference(await now.parameters.data(), expected), `step ${step}`).toBeLessThan(
        TOLERANCE,
      );
    }
    tf.dispose([decay, now.parameters, now.state.first, now.state.second]);
  });

  it('of SGD and one plain number gives what a person works out', async () => {
    const options = { ...OPTIONS, kind: 'sgd', nesterov: true, weightDecay: 0 } as const;
    const inputs = [tf.tensor1d([1]), tf.tensor1d([2]), tf.tensor1d([1])] as const;
    const state = zeros(options, 1);
    const after = updateParameters(...inputs, state, options, RATE, 0);
    const [parameters, first] = await read(after.parameters, after.state.first);
    tf.dispose([...inputs, state.first, state.second, after.state.second]);
    expect(parameters![0]).toBeCloseTo(1 - 0.1 * (2 + 0.9 * 2), 6);
    expect(first![0]).toBeCloseTo(2, 6);
  });

  it('clips by the norm of all numbers together', async () => {
    const gradient = tf.tensor1d([3, 4]);
    const inside = clipByGlobalNorm(gradient, 10);
    const outside = clipByGlobalNorm(gradient, 1);
    const [same, norm, clipped] = await read(inside.clipped, inside.norm, outside.clipped);
    tf.dispose([gradient, outside.norm]);
    expect([...same!]).toEqual([3, 4]);
    expect(norm![0]).toBeCloseTo(5, 6);
    expect(largestDifference(clipped!, [0.6, 0.8])).toBeLessThan(TOLERANCE);
  });

  it('knows the norm of millions of numbers', async () => {
    const count = 3_000_001;
    const gradient = tf.fill<tf.Rank.R1>([count], 0.1);
    const { clipped, norm } = clipByGlobalNorm(gradient, 10);
    const [found] = await read(norm);
    tf.dispose([gradient, clipped]);
    expect(found![0]! / (Math.fround(0.1) * Math.sqrt(count))).toBeCloseTo(1, 4);
  });

  it('averages', async () => {
    const inputs = [tf.tensor1d([1, 10]), tf.tensor1d([3, -10])] as const;
    const [average] = await read(movingAverage(...inputs, 0.75));
    tf.dispose([...inputs]);
    expect(largestDifference(average!, [1.5, 5])).toBeLessThan(TOLERANCE);
  });
});
