// Marks that a page sends, checked against the dataset.
import { randomBytes } from 'node:crypto';
import { withoutRepeats } from '../../core/marks/apply-marks.ts';
import type { Mark, NewMark } from '../../core/marks/mark.ts';
import { UserError } from '../../core/user-error.ts';
import type { ReadyDataset } from './ready-dataset.ts';

/** A box keeps its place if at least this much of it lies in the image, px each way: as the dataset's readers have it. */
const SMALLEST_SIDE = 1;

/**
 * The marks with an identity, boxes clipped to their images; those that were made before are left out.
 * @throws UserError for an image or a class that the dataset does not have, and for a box outside of its image
 */
export function createMarks(
  dataset: ReadyDataset,
  known: readonly Mark[],
  wanted: readonly NewMark[],
): Mark[] {
  const createdAt = new Date().toISOString();
  const checked = wanted.map((mark) => checkMark(dataset, mark));
  return withoutRepeats(known, checked).map((mark) => ({
    ...mark,
    markId: randomBytes(6).toString('hex'),
    createdAt,
  }));
}

function checkMark(dataset: ReadyDataset, mark: NewMark): NewMark {
  const { classes, name } = dataset.about;
  const { imageId, className, box } = mark;
  if (!classes.includes(className))
    throw new UserError({
      code: 'class-unknown',
      message: `The dataset ${name} has no class "${className}".`,
      hint: `It has ${classes.join(', ')}.`,
    });
  const { width, height } = dataset.image(imageId).record;
  const clipped = {
    x1: Math.max(0, box.x1),
    y1: Math.max(0, box.y1),
    x2: Math.min(width, box.x2),
    y2: Math.min(height, box.y2),
  };
  if (Math.min(clipped.x2 - clipped.x1, clipped.y2 - clipped.y1) >= SMALLEST_SIDE)
    return { ...mark, box: clipped };
  const sides = [box.x1, box.y1, box.x2, box.y2].map((side) => Number(side.toFixed(1))).join(', ');
  throw new UserError({
    code: 'box-outside',
    message: `${imageId}: less than a pixel of the box (${sides}) lies in the image of ${width} x ${height} px.`,
    hint: 'Mark a box within the image.',
  });
}
