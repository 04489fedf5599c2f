// Augmentation: pixels against bilinear sampling in double precision, and boxes that move along with their pixels.
import { describe, expect, it } from 'vitest';
import type { Box } from '../core/boxes/box.ts';
import { createRandom } from '../core/random.ts';
import {
  augmentObjects,
  augmentPixels,
  drawAugmentation,
  type Augmentation,
  type AugmentationOptions,
} from './augment.ts';
import { BACKENDS, describeBackends, read } from './testing/backends.ts';
import { largestDifference } from './testing/numbers.ts';
import { tf } from './tf.ts';

const INPUT = { width: 32, height: 24 };
const IDENTITY: Augmentation = {
  factorX: 1,
  factorY: 1,
  shiftX: 0,
  shiftY: 0,
  brightness: 0,
  contrast: 1,
  saturation: 1,
};
const GEOMETRY: AugmentationOptions = {
  flipHorizontal: 0.5,
  flipVertical: 0.5,
  scale: 0.3,
  translate: 0.15,
  brightness: 0,
  contrast: 0,
  saturation: 0,
};
const COLOUR: AugmentationOptions = { ...GEOMETRY, brightness: 0.2, contrast: 0.3, saturation: 0.4 };
/** What the picture has moved away from shows the mean. */
const FILL = 0;
const STATISTICS = { mean: [0.5, 0.4, 0.6], standardDeviation: [0.25, 0.2, 0.3] } as const;

/** The augmentation of one image as a person would write it: pixel by pixel, in double precision. */
function augmentByLoops(pixels: Float32Array, augmentation: Augmentation): Float64Array {
  const { width, height } = INPUT;
  const { factorX, factorY, shiftX, shiftY, brightness, contrast, saturation } = augmentation;
  const sample = (x: number, y: number, c: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? FILL : pixels[(y * width + x) * 3 + c]!;
  const out = new Float64Array(pixels.length);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const [x, y] = [(column + 0.5 - shiftX) / factorX - 0.5, (row + 0.5 - shiftY) / factorY - 0.5];
      const [x0, y0] = [Math.floor(x), Math.floor(y)];
      const [u, v] = [x - x0, y - y0];
      const rgb = [0, 1, 2].map(
        (c) =>
          (1 - v) * ((1 - u) * sample(x0, y0, c) + u * sample(x0 + 1, y0, c)) +
          v * ((1 - u) * sample(x0, y0 + 1, c) + u * sample(x0 + 1, y0 + 1, c)),
      );
      const grey = 0.299 * rgb[0]! + 0.587 * rgb[1]! + 0.114 * rgb[2]!;
      rgb.forEach((value, c) => {
        const coloured = grey + (value - grey) * saturation;
        const shift = brightness / STATISTICS.standardDeviation[c]!;
        out[(row * width + column) * 3 + c] = coloured * contrast + shift;
      });
    }
  return out;
}

/** A bright rectangle (1) on dark (-1). Whole px. */
function drawRectangle(box: Box<'input'>): Float32Array {
  const pixels = new Float32Array(INPUT.width * INPUT.height * 3).fill(-1);
  for (let y = box.y1; y < box.y2; y++)
    for (let x = box.x1; x < box.x2; x++)
      pixels.fill(1, (y * INPUT.width + x) * 3, (y * INPUT.width + x + 1) * 3);
  return pixels;
}

/** Bounds of what is brighter than the fill, px. */
function brightBounds(pixels: Float32Array): Box<'input'> {
  const bounds = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
  for (let y = 0; y < INPUT.height; y++)
    for (let x = 0; x < INPUT.width; x++) {
      if (pixels[(y * INPUT.width + x) * 3]! <= FILL + 0.1) continue;
      bounds.x1 = Math.min(bounds.x1, x);
      bounds.y1 = Math.min(bounds.y1, y);
      bounds.x2 = Math.max(bounds.x2, x + 1);
      bounds.y2 = Math.max(bounds.y2, y + 1);
    }
  return bounds;
}

async function augment(
  images: readonly Float32Array[],
  draws: readonly Augmentation[],
): Promise<Float32Array[]> {
  const batch = Float32Array.from(images.flatMap((image) => [...image]));
  const pixels = tf.tensor4d(batch, [images.length, INPUT.height, INPUT.width, 3]);
  const [out] = await read(augmentPixels(pixels, draws, STATISTICS));
  pixels.dispose();
  const size = out!.length / images.length;
  return images.map((_, i) => out!.slice(i * size, (i + 1) * size));
}

const draw = (options: AugmentationOptions, seed: number) =>
  drawAugmentation(options, INPUT, createRandom(seed));
const asObjects = (...boxes: Box<'input'>[]) => ({
  boxes,
  classIndexes: boxes.map((_, i) => i),
  ignored: [],
});

describeBackends('augmentPixels', BACKENDS, () => {
  const random = createRandom(5);
  const noise = Float32Array.from({ length: INPUT.width * INPUT.height * 3 }, () => random.normal());

  it('leaves pixels as they are where nothing is drawn', async () => {
    const [same] = await augment([noise], [IDENTITY]);
    expect(largestDifference(same!, noise)).toBeLessThan(1e-6);
  });

  it('samples and colours as written down', async () => {
    const draws = [1, 2, 3, 4].map((seed) => draw(COLOUR, seed));
    const changed = await augment(
      draws.map(() => noise),
      draws,
    );
    changed.forEach((pixels, i) =>
      expect(largestDifference(pixels, augmentByLoops(noise, draws[i]!))).toBeLessThan(1e-4),
    );
  });

  it('moves an object to where its box goes, within 1 px', async () => {
    const box = { x1: 9, y1: 7, x2: 19, y2: 16 };
    const draws = Array.from({ length: 24 }, (_, seed) => draw(GEOMETRY, seed));
    expect(
      new Set(draws.map(({ factorX, factorY }) => `${Math.sign(factorX)} ${Math.sign(factorY)}`)).size,
    ).toBe(4);
    const moved = await augment(
      draws.map(() => drawRectangle(box)),
      draws,
    );
    moved.forEach((pixels, i) => {
      const [expected] = augmentObjects(asObjects(box), draws[i]!, INPUT).boxes;
      const found = brightBounds(pixels);
      for (const side of ['x1', 'y1', 'x2', 'y2'] as const)
        expect(Math.abs(found[side] - expected![side]), `${side} of image ${i}`).toBeLessThan(1);
    });
  });
});

describe('augmentObjects', () => {
  it('flips about the centre of the input', () => {
    const flipped = { ...IDENTITY, factorX: -1, shiftX: 32 };
    expect(augmentObjects(asObjects({ x1: 2, y1: 3, x2: 10, y2: 8 }), flipped, INPUT).boxes).toEqual([
      { x1: 22, y1: 3, x2: 30, y2: 8 },
    ]);
  });

  it('cuts at the border, and drops what is mostly outside with its class', () => {
    const objects = {
      ...asObjects({ x1: 0, y1: 0, x2: 10, y2: 10 }, { x1: 20, y1: 0, x2: 30, y2: 10 }),
      ignored: [{ x1: 24, y1: 4, x2: 32, y2: 12 }],
    };
    // 8 px to the left: 2 of 10 columns of the first are left, all of the second.
    const moved = augmentObjects(objects, { ...IDENTITY, shiftX: -8 }, INPUT);
    expect(moved).toEqual({
      boxes: [{ x1: 12, y1: 0, x2: 22, y2: 10 }],
      classIndexes: [1],
      ignored: [{ x1: 16, y1: 4, x2: 24, y2: 12 }],
    });
    // 6 px: 4 of 10 columns are left, more than the least share.
    expect(augmentObjects(objects, { ...IDENTITY, shiftX: -6 }, INPUT).boxes[0]).toEqual({
      x1: 0,
      y1: 0,
      x2: 4,
      y2: 10,
    });
  });

  it('drops objects that became smaller than a pixel', () => {
    const tiny = asObjects({ x1: 4, y1: 4, x2: 5.5, y2: 9 });
    expect(augmentObjects(tiny, { ...IDENTITY, factorX: 0.5 }, INPUT).boxes).toEqual([]);
  });
});
