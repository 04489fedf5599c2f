// Optical density of the specimen at every pixel: cells absorb light, so what overlaps adds up (Beer-Lambert law).
import type { Rgb } from './smear-scene.ts';

/** Density a channel, row-major; 0 is the empty slide, negative is brighter than it (refraction). */
export interface DensityCanvas {
  readonly width: number;
  readonly height: number;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
}

/** An empty slide. Sizes in px. */
export function createDensityCanvas(width: number, height: number): DensityCanvas {
  const pixels = width * height;
  return {
    width,
    height,
    red: new Float32Array(pixels),
    green: new Float32Array(pixels),
    blue: new Float32Array(pixels),
  };
}

/**
 * Lays stain on a pixel. `hide` in [0, 1] is the share of what lies below that disappears; `amount` multiplies the
 * stain's density.
 */
export function stain(
  canvas: DensityCanvas,
  index: number,
  hide: number,
  amount: number,
  density: Rgb,
): void {
  const keep = 1 - hide;
  canvas.red[index] = canvas.red[index]! * keep + amount * density[0];
  canvas.green[index] = canvas.green[index]! * keep + amount * density[1];
  canvas.blue[index] = canvas.blue[index]! * keep + amount * density[2];
}
