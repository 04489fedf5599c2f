// Turns optical density into pixels: uneven light, the lens's blur and colour fringe, the sensor's noise.
import { createRandom } from '../random.ts';
import type { DensityCanvas } from './density-canvas.ts';
import type { Exposure } from './smear-scene.ts';
import { valueNoise } from './value-noise.ts';

/** Cloudiness of the slide: size in px and share of light. */
const CLOUD_SIZE = 46;
const CLOUD = 0.016;
const MOTTLE_SIZE = 5;
const MOTTLE = 0.006;
/** Blur beyond this many standard deviations is cut off. */
const BLUR_REACH = 3;
/** Noise that is common to the three channels, and noise of red and blue alone, relative to the whole. */
const LUMA_NOISE = 0.85;
const CHROMA_NOISE = 0.5;
/** Factors that bring the sum of two uniform numbers, and one of them, to standard deviation 1. */
const TRIANGLE_TO_UNIT = Math.sqrt(6);
const UNIFORM_TO_UNIT = Math.sqrt(12);

/** Light that reaches each pixel of an empty slide, relative to the brightest, row-major. */
function illumination(width: number, height: number, exposure: Exposure): Float32Array {
  const light = new Float32Array(width * height);
  const [gx, gy] = [Math.cos(exposure.direction) / width, Math.sin(exposure.direction) / height];
  const corner = (width * width + height * height) / 4;
  for (let y = 0; y < height; y++) {
    const dy = y - exposure.centreY * height;
    for (let x = 0; x < width; x++) {
      const dx = x - exposure.centreX * width;
      const square = (dx * dx + dy * dy) / corner;
      const ramp = 2 * ((x - width / 2) * gx + (y - height / 2) * gy);
      const cloud = CLOUD * valueNoise(x / CLOUD_SIZE, y / CLOUD_SIZE, exposure.noiseSeed);
      const mottle = MOTTLE * valueNoise(x / MOTTLE_SIZE, y / MOTTLE_SIZE, exposure.noiseSeed + 1);
      light[y * width + x] =
        (1 - exposure.vignette * square) * (1 - exposure.gradient * ramp) + cloud + mottle;
    }
  }
  return light;
}

function gaussianKernel(sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(sigma * BLUR_REACH));
  const kernel = new Float32Array(2 * reach + 1);
  let sum = 0;
  for (let i = -reach; i <= reach; i++) {
    const weight = Math.exp((-i * i) / (2 * sigma * sigma));
    kernel[i + reach] = weight;
    sum += weight;
  }
  return kernel.map((weight) => weight / sum);
}

/** Blurs rows into columns: called twice it blurs both ways and restores the orientation. Edges are repeated. */
function blurTransposed(
  plane: Float32Array,
  width: number,
  height: number,
  kernel: Float32Array,
): Float32Array {
  const result = new Float32Array(plane.length);
  const reach = (kernel.length - 1) / 2;
  const padded = new Float32Array(width + 2 * reach);
  for (let y = 0; y < height; y++) {
    padded.set(plane.subarray(y * width, (y + 1) * width), reach);
    padded.fill(padded[reach]!, 0, reach);
    padded.fill(padded[reach + width - 1]!, reach + width);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < kernel.length; i++) sum += kernel[i]! * padded[x + i]!;
      result[x * height + y] = sum;
    }
  }
  return result;
}

/** Neighbouring columns or rows that a stretched position falls between. */
interface Stretch {
  readonly before: Int32Array;
  /** Weight of the next neighbour, in [0, 1]. */
  readonly weight: Float32Array;
}

/** Positions along an axis of `length` px, scaled about its middle; edges are repeated. */
function stretchAxis(length: number, scale: number): Stretch {
  const before = new Int32Array(length);
  const weight = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const middle = (length - 1) / 2;
    const position = Math.min(length - 1, Math.max(0, middle + (i - middle) * scale));
    before[i] = Math.min(length - 2, Math.floor(position));
    weight[i] = position - before[i]!;
  }
  return { before, weight };
}

/** A plane enlarged about its middle by `scale`, bilinear: the lens magnifies red and blue differently. */
function stretchPlane(plane: Float32Array, width: number, height: number, scale: number): Float32Array {
  if (scale === 1) return plane;
  const columns = stretchAxis(width, scale);
  const rows = stretchAxis(height, scale);
  const result = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = rows.before[y]! * width;
    const v = rows.weight[y]!;
    for (let x = 0; x < width; x++) {
      const i = row + columns.before[x]!;
      const u = columns.weight[x]!;
      const above = plane[i]! * (1 - u) + plane[i + 1]! * u;
      const below = plane[i + width]! * (1 - u) + plane[i + width + 1]! * u;
      result[y * width + x] = above * (1 - v) + below * v;
    }
  }
  return result;
}

/** Light of one channel behind the specimen, in [0, 255]. */
function transmit(density: Float32Array, light: Float32Array, level: number): Float32Array {
  const plane = new Float32Array(density.length);
  for (let i = 0; i < plane.length; i++) {
    const absorbed = density[i]!;
    const lamp = level * light[i]!;
    // Most of a slide is empty: no exponential there.
    plane[i] = absorbed === 0 ? lamp : lamp * Math.exp(-absorbed);
  }
  return plane;
}

/** The photograph of a specimen: RGB in [0, 255], row-major, 3 bytes a pixel. */
export function developImage(canvas: DensityCanvas, exposure: Exposure): Uint8Array {
  const { width, height } = canvas;
  const light = illumination(width, height, exposure);
  const kernel = gaussianKernel(exposure.blur);
  const stretch = (2 * exposure.fringe) / Math.hypot(width, height);
  const planes = [canvas.red, canvas.green, canvas.blue].map((density, channel) => {
    const plane = transmit(density, light, exposure.light[channel]!);
    const blurred = blurTransposed(blurTransposed(plane, width, height, kernel), height, width, kernel);
    return stretchPlane(blurred, width, height, 1 + stretch * (1 - channel));
  });
  return exposeSensor(planes, exposure);
}

/** Adds noise and rounds to bytes. */
function exposeSensor(planes: readonly Float32Array[], exposure: Exposure): Uint8Array {
  const [red, green, blue] = [planes[0]!, planes[1]!, planes[2]!];
  const pixels = new Uint8ClampedArray(red.length * 3);
  const random = createRandom(exposure.noiseSeed);
  const lumaNoise = LUMA_NOISE * exposure.noise * TRIANGLE_TO_UNIT;
  const chromaNoise = CHROMA_NOISE * exposure.noise * UNIFORM_TO_UNIT;
  for (let i = 0, at = 0; i < red.length; i++, at += 3) {
    const luma = lumaNoise * (random.next() + random.next() - 1);
    pixels[at] = red[i]! + luma + chromaNoise * (random.next() - 0.5);
    pixels[at + 1] = green[i]! + luma;
    pixels[at + 2] = blue[i]! + luma + chromaNoise * (random.next() - 0.5);
  }
  return new Uint8Array(pixels.buffer);
}
