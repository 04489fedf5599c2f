// What the sample dataset's bytes depend on: number and size of images, seed, and how images are dealt to splits.
import { UserError } from '../../core/user-error.ts';

/** Sizes in px. */
export interface SampleParameters {
  readonly images: number;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

/** Splits in the order in which images are dealt to them. */
export const SAMPLE_SPLITS = ['train', 'val', 'test'] as const;
export type SampleSplit = (typeof SAMPLE_SPLITS)[number];

/** Share of the images in val, and in test; every split gets at least one. */
const HELD_OUT_SHARE = 0.15;
const DEFAULTS: SampleParameters = { images: 240, width: 320, height: 240, seed: 0 };
/** Fewer images cannot fill three splits. */
const LEAST_IMAGES = SAMPLE_SPLITS.length;
const LEAST_SIDE = 64;
const MOST_SIDE = 4096;
/**
 * Fills in defaults.
 *
 * @throws UserError when a value is out of range.
 */
export function resolveParameters(given: Partial<SampleParameters>): SampleParameters {
  const parameters: SampleParameters = {
    images: given.images ?? DEFAULTS.images,
    width: given.width ?? DEFAULTS.width,
    height: given.height ?? DEFAULTS.height,
    seed: given.seed ?? DEFAULTS.seed,
  };
  const { images, width, height, seed } = parameters;
  const expect = (ok: boolean, name: string, value: number, expected: string): void => {
    if (ok) return;
    throw new UserError({
      code: 'sample-option-invalid',
      message: `Sample dataset: ${name} is ${value}, expected ${expected}.`,
    });
  };
  const isSide = (side: number): boolean => Number.isInteger(side) && side >= LEAST_SIDE && side <= MOST_SIDE;
  const sides = `a whole number of px from ${LEAST_SIDE} to ${MOST_SIDE}`;
  expect(Number.isInteger(images) && images >= LEAST_IMAGES, 'images', images, `at least ${LEAST_IMAGES}`);
  expect(isSide(width), 'width', width, sides);
  expect(isSide(height), 'height', height, sides);
  expect(Number.isInteger(seed), 'seed', seed, 'a whole number');
  return parameters;
}

/** Split of the image with this zero-based number. Images are independent, so they are dealt in order. */
export function splitOf(index: number, images: number): SampleSplit {
  const heldOut = Math.max(1, Math.round(HELD_OUT_SHARE * images));
  if (index < images - 2 * heldOut) return 'train';
  return index < images - heldOut ? 'val' : 'test';
}
