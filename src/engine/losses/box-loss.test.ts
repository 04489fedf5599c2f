// The IoU family where boxes overlap, touch, are apart, or are equal.
import { expect, it } from 'vitest';
import { describeBackends, BACKENDS, read } from '../testing/backends.ts';
import { largestDifference, numericalGradient } from '../testing/numbers.ts';
import { referenceIouLoss } from '../testing/reference-loss.ts';
import { tf, type Tensor2D } from '../tf.ts';
import { iouLoss } from './box-loss.ts';

const TOLERANCE = 1e-4;
const asBox = (v: ArrayLike<number>) => ({ x1: v[0]!, y1: v[1]!, x2: v[2]!, y2: v[3]! });

/** Predicted and target, input px xyxy: inside, crossing, wide against tall, far apart. */
const PAIRS = [
  [10.5, 8.25, 30, 28.5, 9, 6, 33, 31],
  [12, 10, 40.5, 30.25, 20, 15, 50, 60],
  [10, 20, 60, 30.5, 30, 4, 41, 52],
  [2, 3, 10.5, 9.25, 40, 45, 60, 61],
] as const;
const predicted = PAIRS.map((pair) => pair.slice(0, 4));
const targets = PAIRS.map((pair) => pair.slice(4));

describeBackends('iouLoss', BACKENDS, () => {
  it.each(['giou', 'diou', 'ciou'] as const)('%s and its gradient', async (kind) => {
    const [boxes, goals] = [tf.tensor2d(predicted), tf.tensor2d(targets)];
    const values = tf.tidy(() => iouLoss(kind, boxes, goals));
    const slopes = tf.tidy(() => tf.grad((x) => tf.sum(iouLoss(kind, x as Tensor2D, goals)))(boxes));
    const [loss, gradient] = await read(values, slopes);
    tf.dispose([boxes, goals]);
    PAIRS.forEach((_, i) => {
      const [box, goal] = [asBox(predicted[i]!), asBox(targets[i]!)];
      expect(loss![i]).toBeCloseTo(referenceIouLoss(kind, box, box, goal), 4);
      const expected = numericalGradient((x) => referenceIouLoss(kind, asBox(x), box, goal), predicted[i]!);
      expect(largestDifference(gradient!.slice(4 * i, 4 * i + 4), expected)).toBeLessThan(TOLERANCE);
    });
  });

  it('is 0 on the target itself, and finite for a box without area', async () => {
    for (const kind of ['giou', 'diou', 'ciou'] as const) {
      const same = tf.tidy(() => iouLoss(kind, tf.tensor2d([targets[0]!]), tf.tensor2d([targets[0]!])));
      const point = tf.tensor2d([[5, 5, 5, 5]]);
      const goal = tf.tensor2d([targets[0]!]);
      const slope = tf.tidy(() => tf.grad((x) => tf.sum(iouLoss(kind, x as Tensor2D, goal)))(point));
      const [loss, gradient] = await read(same, slope);
      tf.dispose([point, goal]);
      expect(Math.abs(loss![0]!)).toBeLessThan(1e-5);
      expect([...gradient!].every(Number.isFinite)).toBe(true);
    }
  });
});
