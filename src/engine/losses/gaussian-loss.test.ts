// The uncertainty's likelihood at its ends: outliers, certainty at the floor, and no certainty at all.
import { expect, it } from 'vitest';
import { SIGMA_FLOOR } from '../../core/decode/decode-head.ts';
import { BACKENDS, describeBackends, read } from '../testing/backends.ts';
import { largestDifference, numericalGradient } from '../testing/numbers.ts';
import { referenceLikelihood } from '../testing/reference-loss.ts';
import { tf, type Tensor2D } from '../tf.ts';
import { gaussianNegativeLogLikelihood, sigmaFromLogits } from './gaussian-loss.ts';

const TOLERANCE = 1e-3;
/** Target, mean, sigma. */
const POINTS = [
  [0.4, 0.4, 0.3],
  [0.4, 0.7, 0.3],
  [0.5, 0.48, SIGMA_FLOOR],
  [0.5, 0.41, SIGMA_FLOOR], // 4.5 sigma
  [0.5, 0.37, SIGMA_FLOOR], // 6.5 sigma: where the epsilon takes over
  [0.5, -0.6, 0.05], // 22 sigma
  [9, -9, SIGMA_FLOOR], // 900 sigma: the density is 0 in any precision
  [1, 0, 0.98],
] as const;
const column = (index: number) => tf.tensor2d(POINTS.map((point) => [point[index]!]));

describeBackends('gaussianNegativeLogLikelihood', BACKENDS, () => {
  it('and its gradients equal -ln(N + 1e-9), also for outliers', async () => {
    const inputs = [column(0), column(1), column(2)] as const;
    const loss = (mean: Tensor2D, sigma: Tensor2D) => gaussianNegativeLogLikelihood(inputs[0], mean, sigma);
    const values = tf.tidy(() => loss(inputs[1], inputs[2]));
    const slopes = tf.tidy(() =>
      tf.grads((mean, sigma) => tf.sum(loss(mean as Tensor2D, sigma as Tensor2D)))([inputs[1], inputs[2]]),
    );
    const [found, ofMean, ofSigma] = await read(values, ...slopes);
    tf.dispose([...inputs]);
    POINTS.forEach(([target, mean, sigma], i) => {
      const expected = numericalGradient(
        (x) => referenceLikelihood(target, x[0]!, x[1]!),
        [mean, sigma],
        1e-7,
      );
      expect(largestDifference([found![i]!], [referenceLikelihood(target, mean, sigma)])).toBeLessThan(
        TOLERANCE,
      );
      expect(largestDifference([ofMean![i]!, ofSigma![i]!], expected), `point ${i}`).toBeLessThan(TOLERANCE);
    });
  });

  it('never asks for more certainty than the floor, and is finite for any logits', async () => {
    const logits = tf.tensor2d([[-1000, -50, 0, 1000]]);
    const sigma = tf.tidy(() => sigmaFromLogits(logits));
    const slope = tf.tidy(() =>
      tf.grad((x) => {
        const predicted = sigmaFromLogits(x as Tensor2D);
        return tf.sum(gaussianNegativeLogLikelihood(tf.ones([1, 4]), tf.zeros([1, 4]), predicted));
      })(logits),
    );
    const [values, gradient] = await read(sigma, slope);
    logits.dispose();
    expect(largestDifference(values!, [SIGMA_FLOOR, SIGMA_FLOOR, (1 + SIGMA_FLOOR) / 2, 1])).toBeLessThan(
      1e-6,
    );
    expect([...gradient!].every(Number.isFinite)).toBe(true);
  });
});
