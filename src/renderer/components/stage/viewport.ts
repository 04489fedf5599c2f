// How an image lies on the stage: scale and offset, in CSS px.
import type { Box, Size } from '../../../core/boxes/box.ts';

/** Screen = image * scale + offset. */
export interface Viewport {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

const LARGEST_SCALE = 32;
const SMALLEST_SCALE = 0.02;

/** The whole image, centred, with a margin on every side. Small images are enlarged too. */
export function fitViewport(image: Size, stage: Size, margin = 16): Viewport {
  const scale = Math.max(
    SMALLEST_SCALE,
    Math.min((stage.width - 2 * margin) / image.width, (stage.height - 2 * margin) / image.height),
  );
  return centred(image, stage, scale);
}

/** One image px is one CSS px, the image centred. */
export function actualViewport(image: Size, stage: Size): Viewport {
  return centred(image, stage, 1);
}

/** Zooms by a factor; the image point under `at` stays under it. */
export function zoomViewport(view: Viewport, factor: number, at: Point): Viewport {
  const scale = Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Moves the image; a part of it always stays on the stage. */
export function panViewport(view: Viewport, dx: number, dy: number, image: Size, stage: Size): Viewport {
  const keep = 40;
  const limit = (value: number, size: number, room: number): number =>
    Math.min(room - keep, Math.max(keep - size * view.scale, value));
  return {
    scale: view.scale,
    x: limit(view.x + dx, image.width, stage.width),
    y: limit(view.y + dy, image.height, stage.height),
  };
}

/** Brings a box (image px) to the middle at the same scale, where its centre is not on the stage. */
export function revealBox(view: Viewport, box: Box, stage: Size): Viewport {
  const [x, y] = [((box.x1 + box.x2) / 2) * view.scale, ((box.y1 + box.y2) / 2) * view.scale];
  const isInside = (at: number, room: number): boolean => at > 0 && at < room;
  if (isInside(x + view.x, stage.width) && isInside(y + view.y, stage.height)) return view;
  return { scale: view.scale, x: stage.width / 2 - x, y: stage.height / 2 - y };
}

/** A share of the stage that a box takes when it is zoomed to, and the largest scale that this may need. */
const FOCUS_SHARE = 0.3;
const FOCUS_SCALE = 8;

/** Shows a box (image px) in the middle, with what is around it; never smaller than the whole image. */
export function focusViewport(box: Box, image: Size, stage: Size): Viewport {
  const [width, height] = [Math.max(1, box.x2 - box.x1), Math.max(1, box.y2 - box.y1)];
  const wanted = Math.min((stage.width * FOCUS_SHARE) / width, (stage.height * FOCUS_SHARE) / height);
  const scale = Math.max(fitViewport(image, stage).scale, Math.min(FOCUS_SCALE, wanted));
  return {
    scale,
    x: stage.width / 2 - ((box.x1 + box.x2) / 2) * scale,
    y: stage.height / 2 - ((box.y1 + box.y2) / 2) * scale,
  };
}

export function toImagePoint(view: Viewport, point: Point): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

function centred(image: Size, stage: Size, scale: number): Viewport {
  return {
    scale,
    x: (stage.width - image.width * scale) / 2,
    y: (stage.height - image.height * scale) / 2,
  };
}
