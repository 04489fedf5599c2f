// Which part of an image is shown of a box: server and page compute the same, so that an outline lies where it belongs.
import type { Box, Size } from '../boxes/box.ts';

/** The window's side is this many times the box's longer side: half of the picture is the box, half its surroundings. */
const CONTEXT = 2;
/** A box of a few px is shown with at least this much of the image, px: less is nothing but blur. */
const SMALLEST_SIDE = 32;

/** The box with its corners on whole px, none of it lost. */
export function enclosingPixels({ x1, y1, x2, y2 }: Box): Box {
  return { x1: Math.floor(x1), y1: Math.floor(y1), x2: Math.ceil(x2), y2: Math.ceil(y2) };
}

/**
 * The part of an image to show of a box: a square around the box, moved to lie within the image. Where the image is smaller
 * than the square, so is the window; a box that does not fit into the largest square gets a rectangle.
 * @param box image px, at least partly within the image
 * @param image px
 * @returns whole px, at least 1 x 1, within the image; the same for `enclosingPixels(box)`
 */
export function cropWindow(box: Box, image: Size): Box {
  const { x1, y1, x2, y2 } = enclosingPixels(box);
  const longer = Math.max(x2 - x1, y2 - y1);
  const side = Math.max(CONTEXT * longer, SMALLEST_SIDE);
  const square = Math.min(side, Math.max(longer, Math.min(image.width, image.height)));
  const horizontal = place(x1, x2, square, image.width);
  const vertical = place(y1, y2, square, image.height);
  return { x1: horizontal.from, y1: vertical.from, x2: horizontal.to, y2: vertical.to };
}

/** Where a stretch of `length` px around [low, high) lies within [0, limit). */
function place(low: number, high: number, length: number, limit: number): { from: number; to: number } {
  const fitting = Math.min(length, limit);
  const centred = Math.floor((low + high - fitting) / 2);
  const from = Math.max(0, Math.min(centred, limit - fitting));
  return { from, to: from + fitting };
}

/** A rectangle in shares of a square. */
export interface ShareRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where a box lies in a square picture that shows its window as large as it fits, centred.
 * @param box image px @param window of that box, as `cropWindow` gives it
 * @returns what of the box lies in the window, each number in [0, 1]
 */
export function placeInCrop(box: Box, window: Box): ShareRectangle {
  const [width, height] = [window.x2 - window.x1, window.y2 - window.y1];
  const side = Math.max(width, height);
  const left = Math.max(box.x1, window.x1);
  const top = Math.max(box.y1, window.y1);
  return {
    left: (left - window.x1 + (side - width) / 2) / side,
    top: (top - window.y1 + (side - height) / 2) / side,
    width: Math.max(0, Math.min(box.x2, window.x2) - left) / side,
    height: Math.max(0, Math.min(box.y2, window.y2) - top) / side,
  };
}
