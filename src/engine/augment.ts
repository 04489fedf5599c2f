// Augmentation: flips, scale and shift, brightness, contrast and saturation, drawn per image and done on the batch.
import type { ResolvedRecipe } from '../contract/recipe.ts';
import { MIN_TRAINED_SIDE } from '../core/anchors/trained-sizes.ts';
import type { Box, Size } from '../core/boxes/box.ts';
import { LUMA } from '../core/luma.ts';
import type { Random } from '../core/random.ts';
import type { PixelStatistics } from './pixels.ts';
import type { TargetObjects } from './targets.ts';
import { tf, type Tensor4D } from './tf.ts';

export type AugmentationOptions = ResolvedRecipe['augmentation'];

/** What is done to one image. */
export interface Augmentation {
  /** Output px = factor * input px + shift, per axis; a negative factor flips. */
  readonly factorX: number;
  readonly factorY: number;
  readonly shiftX: number;
  readonly shiftY: number;
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
}

/** Draws one image's augmentation. */
export function drawAugmentation(options: AugmentationOptions, input: Size, random: Random): Augmentation {
  const zoom = random.uniform(1 - options.scale, 1 + options.scale);
  const flipX = random.next() < options.flipHorizontal ? -1 : 1;
  const flipY = random.next() < options.flipVertical ? -1 : 1;
  const moveX = random.uniform(-options.translate, options.translate) * input.width;
  const moveY = random.uniform(-options.translate, options.translate) * input.height;
  return {
    factorX: zoom * flipX,
    factorY: zoom * flipY,
    // Scaled and flipped about the centre, then moved.
    shiftX: ((1 - zoom * flipX) * input.width) / 2 + moveX,
    shiftY: ((1 - zoom * flipY) * input.height) / 2 + moveY,
    brightness: random.uniform(-options.brightness, options.brightness),
    contrast: random.uniform(1 - options.contrast, 1 + options.contrast),
    saturation: random.uniform(1 - options.saturation, 1 + options.saturation),
  };
}

/** A cut object stays an object while at least this share of it is inside. */
const MIN_VISIBLE_SHARE = 0.3;

/** Moves boxes along with their image, cuts them at the border, and drops those mostly outside. Input px. */
export function augmentObjects(
  objects: TargetObjects,
  augmentation: Augmentation,
  input: Size,
): TargetObjects {
  const boxes: Box<'input'>[] = [];
  const classIndexes: number[] = [];
  objects.boxes.forEach((box, i) => {
    const moved = moveBox(box, augmentation);
    const cut = cutBox(moved, input);
    const width = cut.x2 - cut.x1;
    const height = cut.y2 - cut.y1;
    if (width < MIN_TRAINED_SIDE || height < MIN_TRAINED_SIDE) return;
    if (width * height < MIN_VISIBLE_SHARE * (moved.x2 - moved.x1) * (moved.y2 - moved.y1)) return;
    boxes.push(cut);
    classIndexes.push(objects.classIndexes[i]!);
  });
  return {
    boxes,
    classIndexes,
    ignored: objects.ignored.map((box) => cutBox(moveBox(box, augmentation), input)),
  };
}

function moveBox(box: Box<'input'>, { factorX, factorY, shiftX, shiftY }: Augmentation): Box<'input'> {
  const [xa, xb] = [box.x1 * factorX + shiftX, box.x2 * factorX + shiftX];
  const [ya, yb] = [box.y1 * factorY + shiftY, box.y2 * factorY + shiftY];
  return { x1: Math.min(xa, xb), y1: Math.min(ya, yb), x2: Math.max(xa, xb), y2: Math.max(ya, yb) };
}

function cutBox(box: Box<'input'>, { width, height }: Size): Box<'input'> {
  const clamp = (value: number, limit: number) => Math.max(0, Math.min(limit, value));
  return {
    x1: clamp(box.x1, width),
    y1: clamp(box.y1, height),
    x2: clamp(box.x2, width),
    y2: clamp(box.y2, height),
  };
}

/** Where the image has moved away: the mean of all pixels, which is 0 after normalisation. */
const FILL = 0;

/**
 * Applies one augmentation to each image of a batch. Contrast is about the mean, and brightness is given in [0, 1] before
 * normalisation. Values are not cut at black and white: nothing is lost by a strong light.
 * @param pixels [B, H, W, 3] float32, normalised. @returns the same. The caller disposes both.
 */
export function augmentPixels(
  pixels: Tensor4D,
  augmentations: readonly Augmentation[],
  { standardDeviation }: PixelStatistics,
): Tensor4D {
  return tf.tidy(() => {
    const count = augmentations.length;
    const moved = tf.image.transform(
      pixels,
      tf.tensor2d(transforms(augmentations), [count, 8]),
      'bilinear',
      'constant',
      FILL,
    );
    const colours = tf.matMul(
      tf.reshape(moved, [count, -1, 3]),
      tf.tensor3d(augmentations.flatMap(colourMatrix), [count, 3, 3]),
    );
    const shift = tf.tensor3d(
      augmentations.flatMap((a) => standardDeviation.map((deviation) => a.brightness / deviation)),
      [count, 1, 3],
    );
    return tf.reshape<tf.Rank.R4>(tf.add(colours, shift), pixels.shape);
  });
}

/** contrast (saturation x + (1 - saturation) luma(x)) as a 3x3 matrix, row by row, applied to colours from the left. */
function colourMatrix({ contrast, saturation }: Augmentation): number[] {
  return LUMA.flatMap((weight, from) =>
    LUMA.map((_, to) => contrast * ((from === to ? saturation : 0) + (1 - saturation) * weight)),
  );
}

/** Per image an output-to-input map: x_in = a0 x + a1 y + a2, y_in = b0 x + b1 y + b2. Pixel i covers [i, i + 1). */
function transforms(augmentations: readonly Augmentation[]): number[] {
  return augmentations.flatMap(({ factorX, factorY, shiftX, shiftY }) => [
    1 / factorX,
    0,
    (0.5 - shiftX) / factorX - 0.5,
    0,
    1 / factorY,
    (0.5 - shiftY) / factorY - 0.5,
    0,
    0,
  ]);
}
