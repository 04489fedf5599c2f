// The engine's kernels written in tfjs' public operations, for backends without kernels of their own (wasm, cpu).
import { tf, type Tensor, type Tensor4D } from '../tf.ts';
import {
  CONVOLUTION,
  CONVOLUTION_FILTER_GRADIENT,
  CONVOLUTION_INPUT_GRADIENT,
  type ConvolutionAttributes,
} from './convolution.ts';
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
    CONVOLUTION_INPUT_GRADIENT,
    ({ dy, filter }, { stride, pad, inputShape }: ConvolutionAttributes & { inputShape: number[] }) => [
      tf.conv2dTranspose(
        dy as Tensor4D,
        filter as Tensor4D,
        inputShape as [number, number, number, number],
        stride,
        pad,
        'floor',
      ),
    ],
  );
  registerKernel(backendName, CONVOLUTION_FILTER_GRADIENT, filterGradient);
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
 * dW as a convolution: the input with batch and channels exchanged, filtered by the output gradient, dilated by the
 * stride. dW[i, j, c, f] = sum over b, r, s of x[b, r stride + i - pad, s stride + j - pad, c] dy[b, r, s, f].
 */
function filterGradient(
  { x, dy }: KernelInputs,
  { stride, pad, filterShape }: ConvolutionAttributes & { filterShape: number[] },
): Tensor[] {
  const [filterHeight, filterWidth, channels, filters] = filterShape as [number, number, number, number];
  const images = tf.transpose(padInput(x as Tensor4D, pad), [3, 1, 2, 0]); // [C, H, W, B]
  const gradients = tf.transpose(dy as Tensor4D, [1, 2, 0, 3]); // [h, w, B, filters]
  const full = tf.conv2d(images, gradients, 1, 'valid', 'NHWC', stride); // [C, >= kh, >= kw, filters]
  const cropped = tf.slice(full, [0, 0, 0, 0], [channels, filterHeight, filterWidth, filters]);
  return [tf.transpose(cropped, [1, 2, 0, 3])];
}

function padInput(x: Tensor4D, pad: number): Tensor4D {
  return pad === 0
    ? x
    : tf.pad(x, [
        [0, 0],
        [pad, pad],
        [pad, pad],
        [0, 0],
      ]);
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
