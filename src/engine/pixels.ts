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

/** Makes the network's input from bytes, batch after batch, in memory that it keeps. */
export class PixelInput {
  readonly #size: Size;
  readonly #table: Float32Array;
  #values = new Float32Array(0);

  constructor(size: Size, statistics: PixelStatistics) {
    this.#size = size;
    this.#table = normalisedValues(statistics);
  }

  /**
   * Images as the network takes them: (value / 255 - mean) / standard deviation, per channel.
   * @param images RGB bytes, [H, W, 3] each. @returns [B, H, W, 3] float32, good until the next call. The caller disposes.
   */
  tensor(images: readonly Uint8Array[]): Tensor4D {
    const { width, height } = this.#size;
    const size = height * width * CHANNELS;
    // Fresh memory for every batch would cost as much as filling it.
    if (this.#values.length < images.length * size) this.#values = new Float32Array(images.length * size);
    const values = this.#values.subarray(0, images.length * size);
    images.forEach((image, i) => normalise(image, this.#table, values.subarray(i * size, (i + 1) * size)));
    return tf.tensor4d(values, [images.length, height, width, CHANNELS]);
  }
}

function normalise(image: Uint8Array, table: Float32Array, into: Float32Array): void {
  for (let at = 0; at < into.length; at += CHANNELS) {
    into[at] = table[image[at]!]!;
    into[at + 1] = table[BYTE_VALUES + image[at + 1]!]!;
    into[at + 2] = table[2 * BYTE_VALUES + image[at + 2]!]!;
  }
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
