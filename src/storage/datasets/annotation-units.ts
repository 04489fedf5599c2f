// The way of a box from an annotation's own numbers to upright image px, and back.
import type { Box } from '../../core/boxes/box.ts';
import { turnBox, type AnnotationFrame } from './annotation-frame.ts';
import type { BoxUnit, RawBox } from './raw-dataset.ts';

/** A box as annotated in upright image px. Not clipped. */
export function toUprightPixels(
  { corners, unit }: Pick<RawBox, 'corners' | 'unit'>,
  frame: AnnotationFrame,
): Box {
  const { first, scaleX, scaleY } = stepsOf(unit, frame);
  const box = {
    x1: (corners.x1 - first) * scaleX,
    y1: (corners.y1 - first) * scaleY,
    x2: corners.x2 * scaleX,
    y2: corners.y2 * scaleY,
  };
  return turnBox(box, frame.turn, frame.grid);
}

/** Orientations whose turn another one takes back; all others take back themselves. */
const INVERSE_TURNS: Readonly<Record<number, number>> = { 6: 8, 8: 6 };

/** The corners that an annotation in this frame and unit has for a box. @param box upright image px */
export function toAnnotationUnits(box: Box, unit: BoxUnit, frame: AnnotationFrame): RawBox['corners'] {
  const { turn, grid } = frame;
  const upright = turn >= 5 ? { width: grid.height, height: grid.width } : grid;
  const { x1, y1, x2, y2 } = turnBox(box, INVERSE_TURNS[turn] ?? turn, upright);
  const { first, scaleX, scaleY } = stepsOf(unit, frame);
  return { x1: x1 / scaleX + first, y1: y1 / scaleY + first, x2: x2 / scaleX, y2: y2 / scaleY };
}

function stepsOf(unit: BoxUnit, { scaleX, scaleY, grid }: AnnotationFrame) {
  return {
    /** VOC counts pixels from 1, the last one included. */
    first: unit === 'pixel-inclusive' ? 1 : 0,
    scaleX: unit === 'fraction' ? grid.width : scaleX,
    scaleY: unit === 'fraction' ? grid.height : scaleY,
  };
}
