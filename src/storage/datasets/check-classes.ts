// Refuses datasets whose boxes name classes that the class list does not have.
import { UserError } from '../../core/user-error.ts';
import type { RawImage } from './raw-dataset.ts';

const PLACES_SHOWN = 5;

/** @throws {UserError} `class-unknown` with the first places, when a box's class is not in the list */
export function checkClasses(classes: readonly string[], images: readonly RawImage[]): void {
  const places: string[] = [];
  let count = 0;
  for (const { labelFile, boxes } of images) {
    for (const { classIndex, className, line, name } of boxes) {
      if (classIndex >= 0 && classIndex < classes.length) continue;
      count++;
      if (places.length >= PLACES_SHOWN) continue;
      const where = line === undefined ? ` ${name ?? ''}` : `:${line}`;
      places.push(`${labelFile ?? ''}${where} (class "${className}")`);
    }
  }
  if (count === 0) return;
  const more = count > places.length ? ` and ${count - places.length} more` : '';
  throw new UserError({
    code: 'class-unknown',
    message:
      `${count} ${count === 1 ? 'box has a class' : 'boxes have classes'} that the ${classes.length} known classes ` +
      `(${classes.slice(0, PLACES_SHOWN).join(', ')}${classes.length > PLACES_SHOWN ? ', ...' : ''}) do not include: ` +
      `${places.join('; ')}${more}.`,
    hint: 'Add the class to the class list or correct the labels. Class ids of label files count from 0.',
  });
}
