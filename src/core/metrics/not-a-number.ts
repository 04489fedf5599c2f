// Predictions that are no numbers: left out, but never in silence.
import type { NotANumber } from './summary.ts';

/** Images that are named. */
const MOST_NAMED = 50;
/** Images that a sentence names. */
const MOST_SAID = 3;

/** @param counts by image; @returns null where there is nothing to tell */
export function summarizeNotANumber(counts: ReadonlyMap<string, number>): NotANumber | null {
  if (counts.size === 0) return null;
  const candidates = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { candidates, images: counts.size, imageIds: [...counts.keys()].slice(0, MOST_NAMED) };
}

/** As a sentence without its full stop. */
export function describeNotANumber({ candidates, images, imageIds }: NotANumber): string {
  const named = imageIds.slice(0, MOST_SAID).join(', ');
  const more = images > MOST_SAID ? `, and ${images - MOST_SAID} more` : '';
  const [are, numbers] = candidates === 1 ? ['is', 'a number'] : ['are', 'numbers'];
  return (
    `${candidates} ${candidates === 1 ? 'candidate' : 'candidates'} of ${images} ${images === 1 ? 'image' : 'images'} ` +
    `${are} not ${numbers} (NaN) and left out: ${named}${more}`
  );
}
