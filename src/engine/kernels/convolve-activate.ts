// Convolution, bias and leaky ReLU in one pass, for prediction only; each backend brings its kernel.
import { runKernel, tf, type Tensor1D, type Tensor4D } from '../tf.ts';
import { convolve, type ConvolutionAttributes } from './convolution.ts';

export const CONVOLVE_ACTIVATE = 'BoxwrightConvolveActivate';

export interface ConvolveActivateAttributes extends ConvolutionAttributes {
  /** Slope below zero; 1 leaves the values as they are. */
  readonly slope: number;
}

/** leaky(convolve(x, filter) + bias): [B, H, W, C], [kh, kw, C, filters], [filters]. Has no gradient. */
export function convolveActivate(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  attributes: ConvolveActivateAttributes,
): Tensor4D {
  return runKernel(CONVOLVE_ACTIVATE, { x, filter, bias }, attributes)[0] as Tensor4D;
}

/** The same as three operations, for backends that cannot fuse them. */
export function convolveThenActivate(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  { slope, ...convolution }: ConvolveActivateAttributes,
): Tensor4D {
  const sum = tf.add<Tensor4D>(convolve(x, filter, convolution), bias);
  return slope === 1 ? sum : tf.leakyRelu(sum, slope);
}
