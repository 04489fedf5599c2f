// The engine's kernels written in tfjs' public operations, for backends without kernels of their own (wasm, cpu).
import { tf, type Tensor, type Tensor4D } from '../tf.ts';
import { CONVOLVE_ACTIVATE, type ConvolveActivateAttributes } from './convolve-activate.ts';
import {
  CONVOLUTION,
  CONVOLUTION_FILTER_GRADIENT,
  CONVOLUTION_INPUT_GRADIENT,
  type ConvolutionAttributes,
} from './convolution.ts';
import {
  convolutionFilterGradient,
  convolutionInputGradient,
  type Shape4D,
} from './convolution-gradients.ts';
import { registerKernel, type KernelInputs } from './register-kernel.ts';
import {
  NORMALIZE_ACTIVATE,
  NORMALIZE_ACTIVATE_GRADIENT,
  type NormalizeActivateAttributes,
} from './normalize-activate.ts';

const CHANNEL_STATISTICS_AXES = [0, 1, 2];

/** Registers the kernels for a backend. */
export function registerPortableKernels(backendName: 'wasm' | 'cpu'): void {
  registerKernel(backendName, CONVOLUTION, ({ x, filter }, { stride, pad }: ConvolutionAttributes) => [
    tf.conv2d(x as Tensor4D, filter as Tensor4D, stride, pad, 'NHWC', 1, 'floor'),
  ]);
  registerKernel(
    backendName,
    CONVOLVE_ACTIVATE,
    ({ x, filter, bias }, { stride, pad, slope }: ConvolveActivateAttributes) => [
      tf.fused.conv2d({
        x: x as Tensor4D,
        filter: filter as Tensor4D,
        bias: bias!,
        strides: stride,
        pad,
        dimRoundingMode: 'floor',
        ...(slope === 1 ? {} : { activation: 'leakyrelu', leakyreluAlpha: slope }),
      }),
    ],
  );
  registerKernel(
    backendName,
    CONVOLUTION_INPUT_GRADIENT,
    (
      { dy, filter }: KernelInputs,
      { stride, pad, inputShape }: ConvolutionAttributes & { inputShape: Shape4D },
    ) =>
      convolutionInputGradient(dy as Tensor4D, filter as Tensor4D, {
        strides: [stride, stride],
        before: [pad, pad],
        inputShape,
      }),
  );
  registerKernel(
    backendName,
    CONVOLUTION_FILTER_GRADIENT,
    (
      { x, dy }: KernelInputs,
      { stride, pad, filterShape }: ConvolutionAttributes & { filterShape: Shape4D },
    ) =>
      convolutionFilterGradient(x as Tensor4D, dy as Tensor4D, {
        strides: [stride, stride],
        before: [pad, pad],
        filterShape,
      }),
  );
  registerKernel(
    backendName,
    NORMALIZE_ACTIVATE,
    ({ x, scale, offset }, { epsilon, slope }: NormalizeActivateAttributes) => {
      const { mean, variance } = tf.moments(x!, CHANNEL_STATISTICS_AXES);
      const inverse = tf.rsqrt(tf.add(variance, epsilon));
      const factor = tf.mul(scale!, inverse);
      const normalized = tf.add(tf.mul(x!, factor), tf.sub(offset!, tf.mul(mean, factor)));
      const y = slope === 1 ? normalized : tf.leakyRelu(normalized, slope);
      // Unbiased, as TensorFlow reports it for the running average.
      const count = x!.size / x!.shape[3]!;
      const unbiased = tf.mul(variance, count / Math.max(1, count - 1));
      return [y, mean, unbiased, mean.clone(), inverse, tf.scalar(0)];
    },
  );
  registerKernel(backendName, NORMALIZE_ACTIVATE_GRADIENT, normalizeActivateGradient);
}

/**
 * With x^ = (x - mean) inverse and g = dy through the activation, N values a channel:
 * dOffset = sum g, dScale = sum g x^, dx = scale inverse (g - dOffset / N - x^ dScale / N).
 */
function normalizeActivateGradient(
  { dy, x, scale, y, reserve1: mean, reserve2: inverse }: KernelInputs,
  { slope }: NormalizeActivateAttributes,
): Tensor[] {
  const g = slope === 1 ? dy! : tf.mul(dy!, tf.add(tf.mul(tf.step(y!), 1 - slope), slope));
  const count = x!.size / x!.shape[3]!;
  const dOffset = tf.sum(g, CHANNEL_STATISTICS_AXES);
  const centred = tf.sub(x!, mean!);
  const dScale = tf.mul(tf.sum(tf.mul(g, centred), CHANNEL_STATISTICS_AXES), inverse!);
  // dx = a g + b (x - mean) + c, with one coefficient a channel.
  const a = tf.mul(scale!, inverse!);
  const b = tf.neg(tf.div(tf.mul(tf.mul(a, dScale), inverse!), count));
  const c = tf.neg(tf.div(tf.mul(a, dOffset), count));
  const dx = tf.add(tf.add(tf.mul(g, a), tf.mul(centred, b)), c);
  return [dx, dScale, dOffset];
}
