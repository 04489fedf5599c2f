// Pixels as bytes to the network's input.
import type { Size } from '../core/boxes/box.ts';
import { tf, type Tensor4D } from './tf.ts';

/** Per-channel mean and standard deviation of RGB in [0, 1]. */
export interface PixelStatistics {
  readonly mean: readonly [number, number, number];
  readonly standardDeviation: readonly [number, number, number];
}

const BYTE_VALUES = 256;
const CHANNELS = 3;

/**
 * Images of one size as the network takes them: (value / 255 - mean) / standard deviation, per channel.
 * @param images RGB bytes, [H, W, 3] each. @returns [B, H, W, 3] float32. The caller disposes.
 */
export function pixelsToTensor(
  images: readonly Uint8Array[],
  { width, height }: Size,
  statistics: PixelStatistics,
): Tensor4D {
  const table = normalisedValues(statistics);
  const size = height * width * CHANNELS;
  const values = new Float32Array(images.length * size);
  images.forEach((image, i) => {
    const offset = i * size;
    for (let at = 0; at < size; at += CHANNELS) {
      values[offset + at] = table[image[at]!]!;
      values[offset + at + 1] = table[BYTE_VALUES + image[at + 1]!]!;
      values[offset + at + 2] = table[2 * BYTE_VALUES + image[at + 2]!]!;
    }
  });
  return tf.tensor4d(values, [images.length, height, width, CHANNELS]);
}

/** The normalised value of every byte, channel after channel: a table is cheaper than three passes over tensors. */
function normalisedValues({ mean, standardDeviation }: PixelStatistics): Float32Array {
  const table = new Float32Array(CHANNELS * BYTE_VALUES);
  for (let channel = 0; channel < CHANNELS; channel++)
    for (let value = 0; value < BYTE_VALUES; value++)
      table[channel * BYTE_VALUES + value] =
        (value / (BYTE_VALUES - 1) - mean[channel]!) / standardDeviation[channel]!;
  return table;
}
