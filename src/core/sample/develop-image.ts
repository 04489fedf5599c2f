// Turns optical density into pixels: uneven light, the lens's blur and colour fringe, the sensor's noise.
import { createRandom } from '../random.ts';
import type { DensityCanvas } from './density-canvas.ts';
import type { Exposure } from './smear-scene.ts';
import { fractalNoise } from './value-noise.ts';

/** Cloudiness of the slide: size in px and share of light. */
const CLOUD_SIZE = 46;
const CLOUD = 0.022;
const MOTTLE_SIZE = 5;
const MOTTLE = 0.006;
/** Blur beyond this many standard deviations is cut off. */
const BLUR_REACH = 3;
/** Share of the noise that is common to the three channels. */
const LUMA_NOISE = 0.75;

/** Light that reaches each pixel of an empty slide, relative to the brightest, row-major. */
function illumination(width: number, height: number, exposure: Exposure): Float32Array {
  const light = new Float32Array(width * height);
  const [gx, gy] = [Math.cos(exposure.direction), Math.sin(exposure.direction)];
  const corner = 0.5 * Math.hypot(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = (x - exposure.centreX * width) / corner;
      const dy = (y - exposure.centreY * height) / corner;
      const square = dx * dx + dy * dy;
      const ramp = ((x / width - 0.5) * gx + (y / height - 0.5) * gy) * 2;
      const cloud = CLOUD * fractalNoise(x / CLOUD_SIZE, y / CLOUD_SIZE, exposure.noiseSeed);
      const mottle = MOTTLE * fractalNoise(x / MOTTLE_SIZE, y / MOTTLE_SIZE, exposure.noiseSeed + 1);
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
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = -reach; i <= reach; i++) {
        const column = Math.min(width - 1, Math.max(0, x + i));
        sum += kernel[i + reach]! * plane[y * width + column]!;
      }
      result[x * height + y] = sum;
    }
  }
  return result;
}

/** Value of a plane at fractional px, bilinear; edges are repeated. */
function sample(plane: Float32Array, width: number, height: number, x: number, y: number): number {
  const column = Math.min(width - 2, Math.max(0, Math.floor(x)));
  const row = Math.min(height - 2, Math.max(0, Math.floor(y)));
  const u = Math.min(1, Math.max(0, x - column));
  const v = Math.min(1, Math.max(0, y - row));
  const i = row * width + column;
  const above = plane[i]! + u * (plane[i + 1]! - plane[i]!);
  const below = plane[i + width]! + u * (plane[i + width + 1]! - plane[i + width]!);
  return above + v * (below - above);
}

/** The photograph of a specimen: RGB in [0, 255], row-major, 3 bytes a pixel. */
export function developImage(canvas: DensityCanvas, exposure: Exposure): Uint8Array {
  const { width, height } = canvas;
  const light = illumination(width, height, exposure);
  const kernel = gaussianKernel(exposure.blur);
  const planes = [canvas.red, canvas.green, canvas.blue].map((density, channel) => {
    const plane = new Float32Array(density.length);
    const level = exposure.light[channel]!;
    for (let i = 0; i < plane.length; i++) plane[i] = level * light[i]! * Math.exp(-density[i]!);
    return blurTransposed(blurTransposed(plane, width, height, kernel), height, width, kernel);
  });
  return exposeSensor(planes, width, height, exposure);
}

function exposeSensor(
  planes: readonly Float32Array[],
  width: number,
  height: number,
  exposure: Exposure,
): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  const random = createRandom(exposure.noiseSeed);
  // Sum of three uniforms: close to normal, standard deviation 1 after doubling.
  const noise = (): number => 2 * (random.next() + random.next() + random.next() - 1.5);
  const stretch = (2 * exposure.fringe) / Math.hypot(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const luma = LUMA_NOISE * noise();
      for (let channel = 0; channel < 3; channel++) {
        const scale = 1 + stretch * (1 - channel);
        const value = sample(
          planes[channel]!,
          width,
          height,
          width / 2 + (x - width / 2) * scale,
          height / 2 + (y - height / 2) * scale,
        );
        const grain = exposure.noise * (luma + (1 - LUMA_NOISE) * noise());
        pixels[(y * width + x) * 3 + channel] = Math.min(255, Math.max(0, Math.round(value + grain)));
      }
    }
  }
  return pixels;
}
