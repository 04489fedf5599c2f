// The engine's kernels written in tfjs' public operations, for backends without kernels of their own (wasm, cpu).
import { tf, type Tensor, type Tensor4D } from '../tf.ts';
import { CONVOLVE_ACTIVATE, type ConvolveActivateAttributes } from './convolve-activate.ts';
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
  registerKernel(backendName, CONVOLUTION_INPUT_GRADIENT, inputGradient);
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
 * dx as one convolution of dy. With u = s a + p - pad, dx[u] = sum over m of dy[a - m] w[s m + p]: the taps of each phase p
 * are a small filter of their own, all phases are channels of one output, and depthToSpace lays them side by side.
 * At stride 1 there is one phase, and its filter is w turned round.
 */
function inputGradient(
  { dy, filter }: KernelInputs,
  { stride, pad, inputShape }: ConvolutionAttributes & { inputShape: number[] },
): Tensor[] {
  const [, height, width] = inputShape as [number, number, number, number];
  const [size, , channels, filters] = filter!.shape as [number, number, number, number];
  const taps = Math.ceil(size / stride);
  const missing = taps * stride - size;
  const grown =
    missing === 0
      ? filter!
      : tf.pad(filter!, [
          [0, missing],
          [0, missing],
          [0, 0],
          [0, 0],
        ]);
  const byPhase = tf.reshape(grown, [taps, stride, taps, stride, channels * filters]);
  const turned = taps === 1 ? byPhase : tf.reverse(byPhase, [0, 2]);
  const phases = tf.reshape(turned, [taps, stride, taps, stride, channels, filters]);
  const kernel = tf.reshape<tf.Rank.R4>(tf.transpose(phases, [0, 2, 5, 1, 3, 4]), [
    taps,
    taps,
    filters,
    stride * stride * channels,
  ]);
  // Values of `a` below this one lie in the padding alone.
  const first = Math.floor(pad / stride);
  const around = (length: number, outputs: number): [number, number] => [
    taps - 1 - first,
    Math.max(0, Math.floor((length - 1 + pad) / stride) + 1 - outputs),
  ];
  const padding: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    around(height, dy!.shape[1]!),
    around(width, dy!.shape[2]!),
    [0, 0],
  ];
  const found = tf.conv2d(dy as Tensor4D, kernel, 1, padding);
  const offset = pad - first * stride;
  return [tf.slice(spreadPhases(found, stride), [0, offset, offset, 0], inputShape)];
}

/** [B, H, W, s s C] to [B, H s, W s, C]: depthToSpace by one transpose, which is the faster of the two. */
function spreadPhases(x: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return x;
  const [batch, height, width, depth] = x.shape;
  const rows = tf.reshape<tf.Rank.R4>(x, [batch * height, width, stride, depth / stride]);
  const channels = depth / stride ** 2;
  return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, height * stride, width * stride, channels]);
}

/** Numbers of an input's shifted copies that are multiplied at once; more would only need memory. */
const MOST_COPIED = 4e6;

/**
 * dW as products of matrices. dW[i, j, c, f] = sum over b, r, q of x[b, r stride + i - pad, q stride + j - pad, c]
 * dy[b, r, q, f]: for each tap i, j the input, channels first and shifted, [C, B h w], times dy [B h w, filters].
 */
function filterGradient(
  { x, dy }: KernelInputs,
  { stride, pad, filterShape }: ConvolutionAttributes & { filterShape: number[] },
): Tensor[] {
  const [size, , channels, filters] = filterShape as [number, number, number, number];
  const [batch, height, width] = dy!.shape as [number, number, number, number];
  const count = batch * height * width;
  const gradients = tf.reshape<tf.Rank.R2>(dy!, [count, filters]);
  const phases = splitPhases(transposeLast(x as Tensor4D), stride, pad);
  const shifted = (tap: number) => {
    const [i, j] = [Math.floor(tap / size), tap % size];
    const phase = phases[(i % stride) * stride + (j % stride)]!;
    const from = [0, 0, Math.floor(i / stride), Math.floor(j / stride)];
    return tf.reshape(tf.slice(phase, from, [channels, batch, height, width]), [channels, count]);
  };
  const atOnce = Math.max(1, Math.min(size * size, Math.floor(MOST_COPIED / (channels * count))));
  const products: Tensor[] = [];
  for (let tap = 0; tap < size * size; tap += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, size * size - tap) }, (_, i) => shifted(tap + i));
    const rows = group.length === 1 ? group[0]! : tf.concat(group, 0);
    products.push(tf.matMul(rows, gradients));
    tf.dispose([...group, rows]);
  }
  return [tf.reshape(tf.concat(products, 0), filterShape)];
}

/** [B, H, W, C] as [C, B, H, W]. */
function transposeLast(x: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  // As matrices, which has a faster path than four axes.
  const flat = tf.transpose(tf.reshape(x, [batch * height * width, channels]));
  return tf.reshape(flat, [channels, batch, height, width]);
}

/**
 * Every stride-th row and column of x [C, B, H, W] with zeros around it, one tensor a phase: [C, B, h, w] each, the phases
 * of the first row first. Windows then lie close together, where a strided slice would gather numbers one by one.
 */
function splitPhases(x: Tensor4D, stride: number, pad: number): Tensor4D[] {
  const [channels, batch, height, width] = x.shape;
  const after = (length: number) => pad + ((stride - ((length + 2 * pad) % stride)) % stride);
  const sides: [number, number][] = [
    [0, 0],
    [0, 0],
    [pad, after(height)],
    [pad, after(width)],
  ];
  const padded = sides.flat().every((zeros) => zeros === 0) ? x : tf.pad(x, sides);
  if (stride === 1) return [padded];
  const [rows, columns] = [padded.shape[2] / stride, padded.shape[3] / stride];
  const cells = tf.reshape(padded, [channels * batch * rows, stride, columns, stride]);
  const apart = tf.reshape(tf.transpose(cells, [1, 3, 0, 2]), [stride * stride, -1]);
  return tf
    .split(apart, stride * stride, 0)
    .map((phase) => tf.reshape(phase, [channels, batch, rows, columns]));
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
