// Pixels as bytes to the network's input.
import { tf, type Tensor4D } from './tf.ts';

/** Per-channel mean and standard deviation of RGB in [0, 1]. */
export interface PixelStatistics {
  readonly mean: readonly [number, number, number];
  readonly standardDeviation: readonly [number, number, number];
}

/** Largest value of a byte. */
const BYTE = 255;

/** Images of equal size, RGB bytes, as [B, H, W, 3] float32 in [0, 1]. The caller disposes. */
export function pixelsToTensor(images: readonly Uint8Array[], height: number, width: number): Tensor4D {
  const size = height * width * 3;
  const values = new Float32Array(images.length * size);
  images.forEach((image, i) => {
    const offset = i * size;
    for (let at = 0; at < size; at++) values[offset + at] = image[at]! / BYTE;
  });
  return tf.tensor4d(values, [images.length, height, width, 3]);
}

/** (pixels - mean) / standard deviation, per channel. The caller disposes. */
export function normalizePixels(pixels: Tensor4D, { mean, standardDeviation }: PixelStatistics): Tensor4D {
  return tf.tidy(() => tf.div(tf.sub(pixels, tf.tensor1d([...mean])), tf.tensor1d([...standardDeviation])));
}
