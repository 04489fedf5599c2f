// Gradients of convolutions in tfjs' public operations, as convolutions and matrix products: each number is read once or twice.
import { tf, type Tensor, type Tensor4D } from '../tf.ts';

type Pair = readonly [number, number];
export type Shape4D = [number, number, number, number];

/** Of rows and columns: strides, and zeros before the first. */
export interface WindowPlaces {
  readonly strides: Pair;
  readonly before: Pair;
}
type OfInput = WindowPlaces & { readonly inputShape: Shape4D };
type OfFilter = WindowPlaces & { readonly filterShape: Shape4D };

/**
 * dx as one convolution of dy. With u = s a + p - before, dx[u] = sum over m of dy[a - m] w[s m + p]: the taps of each phase
 * p are a small filter of their own, all phases are channels of one output, and a transpose lays them side by side.
 * At stride 1 there is one phase, and its filter is w turned round.
 */
export function convolutionInputGradient(dy: Tensor4D, filter: Tensor4D, places: OfInput): Tensor4D {
  const [, , channels, filters] = filter.shape;
  const [rows, columns] = places.strides;
  const { phases, taps } = phasesOfFilter(filter, places.strides);
  const kernel = tf.reshape<tf.Rank.R4>(
    tf.transpose(
      tf.reshape(phases, [taps[0], rows, taps[1], columns, channels, filters]),
      [0, 2, 5, 1, 3, 4],
    ),
    [...taps, filters, rows * columns * channels],
  );
  const found = tf.conv2d(dy, kernel, 1, zerosAround(dy, taps, places));
  const [batch, height, width] = found.shape;
  // depthToSpace by one transpose, which is the faster of the two.
  const apart = tf.reshape(found, [batch * height, width, rows, columns * channels]);
  return cutToInput(rows * columns === 1 ? apart : tf.transpose(apart, [0, 2, 1, 3]), found, taps, places);
}

/** As above, with a filter of its own for each input channel: filter [kh, kw, C, M], dy [B, h, w, C M]. */
export function depthwiseInputGradient(dy: Tensor4D, filter: Tensor4D, places: OfInput): Tensor4D {
  const [, , channels, multiplier] = filter.shape;
  const [rows, columns] = places.strides;
  const { phases, taps } = phasesOfFilter(filter, places.strides);
  const kernel = tf.reshape<tf.Rank.R4>(
    tf.transpose(
      tf.reshape(phases, [taps[0], rows, taps[1], columns, channels * multiplier]),
      [0, 2, 4, 1, 3],
    ),
    [...taps, channels * multiplier, rows * columns],
  );
  const found = tf.depthwiseConv2d(dy, kernel, 1, zerosAround(dy, taps, places));
  const [batch, height, width] = found.shape;
  const byFilter = tf.reshape(found, [batch * height * width * channels, multiplier, rows * columns]);
  const summed = multiplier === 1 ? byFilter : tf.sum(byFilter, 1);
  const apart = tf.reshape(summed, [batch * height, width, channels, rows, columns]);
  return cutToInput(rows * columns === 1 ? apart : tf.transpose(apart, [0, 3, 1, 4, 2]), found, taps, places);
}

/** Filter [kh, kw, ...] grown with zeros to whole phases and turned round, as [taps, stride, taps, stride, the rest]. */
function phasesOfFilter(filter: Tensor4D, [rows, columns]: Pair): { phases: Tensor; taps: [number, number] } {
  const [height, width, channels, filters] = filter.shape;
  const taps: [number, number] = [Math.ceil(height / rows), Math.ceil(width / columns)];
  const [below, right] = [taps[0] * rows - height, taps[1] * columns - width];
  const sides: [number, number][] = [
    [0, below],
    [0, right],
    [0, 0],
    [0, 0],
  ];
  const grown = below + right === 0 ? filter : tf.pad(filter, sides);
  const turned = taps[0] * taps[1] === 1 ? grown : turnTaps(grown, taps, [rows, columns]);
  return { phases: tf.reshape(turned, [taps[0], rows, taps[1], columns, channels * filters]), taps };
}

/** Reversed along the axes of taps, by whole blocks of channels: tfjs' own kernel takes each number by itself. */
function turnTaps(grown: Tensor4D, taps: Pair, [rows, columns]: Pair): Tensor {
  const [height, width, channels, filters] = grown.shape;
  const blocks = tf.split(tf.reshape(grown, [height * width, channels * filters]), height * width);
  const turn = (at: number, count: number, stride: number) =>
    (count - 1 - Math.floor(at / stride)) * stride + (at % stride);
  const order = blocks.map(
    (_, at) =>
      blocks[turn(Math.floor(at / width), taps[0], rows) * width + turn(at % width, taps[1], columns)]!,
  );
  return tf.concat(order, 0);
}

/** Values of `a` below this one lie in the zeros before the input alone. */
const firstValue = ({ strides, before }: WindowPlaces, axis: 0 | 1) =>
  Math.floor(before[axis] / strides[axis]);

/** Zeros around dy with which a convolution finds dx for all values of `a` that lie in the input. */
function zerosAround(dy: Tensor4D, taps: Pair, places: OfInput): tf.backend_util.ExplicitPadding {
  const around = (axis: 0 | 1): [number, number] => {
    const [length, outputs] = [places.inputShape[axis + 1]!, dy.shape[axis + 1]!];
    const last = Math.floor((length - 1 + places.before[axis]) / places.strides[axis]);
    return [Math.max(0, taps[axis] - 1 - firstValue(places, axis)), Math.max(0, last + 1 - outputs)];
  };
  return [[0, 0], around(0), around(1), [0, 0]];
}

/** The input's rows and columns of dx by phases, which are found's numbers [B, H, W, s s C] side by side. */
function cutToInput(apart: Tensor, found: Tensor4D, taps: Pair, places: OfInput): Tensor4D {
  const { strides, before, inputShape } = places;
  const whole = tf.reshape<tf.Rank.R4>(apart, [
    found.shape[0],
    found.shape[1] * strides[0],
    found.shape[2] * strides[1],
    inputShape[3],
  ]);
  const offset = (axis: 0 | 1) =>
    before[axis] - Math.min(firstValue(places, axis), taps[axis] - 1) * strides[axis];
  return tf.slice(whole, [0, offset(0), offset(1), 0], inputShape);
}

/** Numbers of an input's shifted copies that are multiplied at once; more would only need memory. */
const MOST_COPIED = 4e6;

/**
 * dW as products of matrices. dW[i, j, c, f] = sum over b, r, q of x[b, r s + i - before, q s + j - before, c]
 * dy[b, r, q, f]: for each tap i, j the input, channels first and shifted, [C, B h w], times dy [B h w, filters].
 */
export function convolutionFilterGradient(x: Tensor4D, dy: Tensor4D, places: OfFilter): Tensor4D {
  const { filterShape } = places;
  const channels = filterShape[2];
  const count = dy.size / filterShape[3];
  const gradients = tf.reshape<tf.Rank.R2>(dy, [count, filterShape[3]]);
  const products = byTaps(x, dy, places, channels * count, (copies) => {
    const rows = tf.reshape<tf.Rank.R2>(joined(copies, 0), [copies.length * channels, count]);
    return tf.matMul(rows, gradients);
  });
  return tf.reshape(joined(products, 0), filterShape);
}

/** As above for a depthwise convolution: the products are summed within each channel, dW [kh, kw, C, M], dy [B, h, w, C M]. */
export function depthwiseFilterGradient(x: Tensor4D, dy: Tensor4D, places: OfFilter): Tensor4D {
  const [height, width, channels, multiplier] = places.filterShape;
  const count = dy.size / channels / multiplier;
  const gradients = tf.reshape(transposeLast(dy), [channels, multiplier, 1, count]);
  const sums = byTaps(x, dy, places, channels * multiplier * count, (copies) => {
    const apart = copies.map((copy) => tf.reshape(copy, [channels, 1, 1, count]));
    return tf.sum(tf.mul(joined(apart, 2), gradients), 3);
  });
  const byChannel = tf.reshape(joined(sums, 2), [channels * multiplier, height * width]);
  return tf.reshape(tf.transpose(byChannel), places.filterShape);
}

const joined = (parts: Tensor[], axis: number) => (parts.length === 1 ? parts[0]! : tf.concat(parts, axis));

/** Calls `work` with the input's numbers [C, B, h, w] at each tap, as many taps at once as memory allows, and in order. */
function byTaps(
  x: Tensor4D,
  dy: Tensor4D,
  places: OfFilter,
  numbersATap: number,
  work: (copies: Tensor4D[]) => Tensor,
): Tensor[] {
  const { strides, filterShape } = places;
  const [height, width, channels] = filterShape;
  const [batch, rows, columns] = dy.shape;
  const phases = splitPhases(transposeLast(x), dy, places);
  const copyAt = (tap: number): Tensor4D => {
    const [i, j] = [Math.floor(tap / width), tap % width];
    const phase = phases[(i % strides[0]) * strides[1] + (j % strides[1])]!;
    const from = [0, 0, Math.floor(i / strides[0]), Math.floor(j / strides[1])];
    return tf.slice(phase, from, [channels, batch, rows, columns]);
  };
  const taps = height * width;
  const atOnce = Math.max(1, Math.min(taps, Math.floor(MOST_COPIED / numbersATap)));
  const results: Tensor[] = [];
  for (let tap = 0; tap < taps; tap += atOnce)
    results.push(
      tf.tidy(() => work(Array.from({ length: Math.min(atOnce, taps - tap) }, (_, i) => copyAt(tap + i)))),
    );
  return results;
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
function splitPhases(x: Tensor4D, dy: Tensor4D, { strides, before, filterShape }: OfFilter): Tensor4D[] {
  const [channels, batch] = x.shape;
  const around = (axis: 0 | 1): [number, number] => {
    const [length, stride] = [x.shape[axis + 2]!, strides[axis]];
    const reached = (dy.shape[axis + 1]! - 1) * stride + filterShape[axis];
    const whole = Math.ceil(Math.max(reached, before[axis] + length) / stride) * stride;
    return [before[axis], whole - length - before[axis]];
  };
  const sides: [number, number][] = [[0, 0], [0, 0], around(0), around(1)];
  const padded = sides.flat().every((zeros) => zeros === 0) ? x : tf.pad(x, sides);
  const count = strides[0] * strides[1];
  if (count === 1) return [padded];
  const [rows, columns] = [padded.shape[2] / strides[0], padded.shape[3] / strides[1]];
  const cells = tf.reshape(padded, [channels * batch * rows, strides[0], columns, strides[1]]);
  const apart = tf.reshape(tf.transpose(cells, [1, 3, 0, 2]), [count, -1]);
  return tf.split(apart, count, 0).map((phase) => tf.reshape(phase, [channels, batch, rows, columns]));
}
