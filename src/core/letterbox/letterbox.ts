// The only place where coordinates change between image pixels and network-input pixels.
import type { Box, Size } from '../boxes/box.ts';

/** A resize that keeps the aspect ratio and centres the picture on a canvas of the network's input size. */
export interface Letterbox {
  readonly image: Size;
  readonly input: Size;
  /** Input px per image px. */
  readonly scale: number;
  /** Left and top bars, input px (whole numbers). */
  readonly offsetX: number;
  readonly offsetY: number;
  /** Size of the resized picture inside the canvas, input px (whole numbers). */
  readonly content: Size;
}

/** The letterbox that fits an image into an input canvas. Sizes in px, both at least 1. */
export function createLetterbox(image: Size, input: Size): Letterbox {
  const scale = Math.min(input.width / image.width, input.height / image.height);
  const content = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  return {
    image,
    input,
    scale,
    offsetX: Math.floor((input.width - content.width) / 2),
    offsetY: Math.floor((input.height - content.height) / 2),
    content,
  };
}

/** Image px to input px. Uses the content's true per-axis scale, so the round trip is exact. */
export function toInput(letterbox: Letterbox, box: Box): Box<'input'> {
  const sx = letterbox.content.width / letterbox.image.width;
  const sy = letterbox.content.height / letterbox.image.height;
  return {
    x1: box.x1 * sx + letterbox.offsetX,
    y1: box.y1 * sy + letterbox.offsetY,
    x2: box.x2 * sx + letterbox.offsetX,
    y2: box.y2 * sy + letterbox.offsetY,
  };
}

/** Input px to image px: the inverse of `toInput`. Not clipped. */
export function toImage(letterbox: Letterbox, box: Box<'input'>): Box {
  const sx = letterbox.image.width / letterbox.content.width;
  const sy = letterbox.image.height / letterbox.content.height;
  return {
    x1: (box.x1 - letterbox.offsetX) * sx,
    y1: (box.y1 - letterbox.offsetY) * sy,
    x2: (box.x2 - letterbox.offsetX) * sx,
    y2: (box.y2 - letterbox.offsetY) * sy,
  };
}
