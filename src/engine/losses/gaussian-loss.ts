// Negative log-likelihood of box offsets under a predicted normal distribution (Gaussian YOLOv3).
import { SIGMA_FLOOR } from '../../core/decode/decode-head.ts';
import { tf, type Tensor, type Tensor2D } from '../tf.ts';

/** The epsilon that the paper adds to the density: caps the loss of an outlier at -ln(epsilon). */
const LOG_DENSITY_EPSILON = Math.log(1e-9);
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Standard deviations from their logits, in [SIGMA_FLOOR, 1). Same formula as the decode's. */
export function sigmaFromLogits(logits: Tensor2D): Tensor2D {
  return tf.add(tf.mul(tf.sigmoid(logits), 1 - SIGMA_FLOOR), SIGMA_FLOOR);
}

/**
 * -ln(N(target | mean, sigma) + 1e-9), in log space: with l = ln N and e = ln 1e-9,
 * ln(exp l + exp e) = l + softplus(e - l), so nothing underflows.
 * @param mean predicted x, y, w, h in units of the regression target, [N, 4]. @param sigma [N, 4], at least SIGMA_FLOOR.
 * @returns [N, 4], at most -ln 1e-9 (20.7).
 */
export function gaussianNegativeLogLikelihood(target: Tensor2D, mean: Tensor2D, sigma: Tensor2D): Tensor2D {
  const z: Tensor = tf.div(tf.sub(target, mean), sigma);
  const logDensity = tf.neg(tf.add(tf.add(tf.mul(tf.square(z), 0.5), tf.log(sigma)), HALF_LOG_TWO_PI));
  return tf.neg(tf.add<Tensor2D>(logDensity, tf.softplus(tf.sub(LOG_DENSITY_EPSILON, logDensity))));
}
