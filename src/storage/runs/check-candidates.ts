// Whether stored candidates are numbers that a detector can have given: a damaged file is not judged in silence.
import { createHash } from 'node:crypto';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import { plural } from '../../core/marks/count-marks.ts';

/** Images that the message names. */
const MOST_NAMED = 10;

/**
 * What is wrong with candidates, in words: how many are unsound, in which images. Null where nothing is: an evaluation leaves
 * NaN out before it stores candidates. @param classes how many there are
 */
export function findUnsound(table: CandidateTable, classes: number): string | null {
  const counts = new Map<string, number>();
  for (let row = 0; row < table.length; row++) {
    if (isSound(table, row, classes)) continue;
    const imageId = table.imageIds[table.image[row]!] ?? 'no image of the split';
    counts.set(imageId, (counts.get(imageId) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const unsound = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const named = [...counts].slice(0, MOST_NAMED).map(([imageId, count]) => `${imageId} (${count})`);
  const more = counts.size > MOST_NAMED ? `, and ${counts.size - MOST_NAMED} more` : '';
  return (
    `${unsound} of ${plural(table.length, 'candidate')} hold values that no detector gives, as NaN or a probability ` +
    `above 1, in ${named.join(', ')}${more}`
  );
}

/** SHA-1 over all columns, in hexadecimal. */
export function hashCandidates(table: CandidateTable): string {
  const { x1, y1, x2, y2, objectness, classIndex, classProbability, sigma, sideSigma } = table;
  const hash = createHash('sha1');
  const numbers = [table.image, x1, y1, x2, y2, objectness, classIndex, classProbability];
  for (const column of [...numbers, table.branch, table.anchor, table.row, table.column, sigma, sideSigma])
    if (column !== null) hash.update(column);
  return hash.digest('hex');
}

function isSound(table: CandidateTable, row: number, classes: number): boolean {
  const { x1, y1, x2, y2, objectness, classProbability, classIndex, image, imageIds } = table;
  return (
    // False where one is NaN, too.
    x2[row]! - x1[row]! >= 0 &&
    y2[row]! - y1[row]! >= 0 &&
    isProbability(objectness[row]!) &&
    isProbability(classProbability[row]!) &&
    classIndex[row]! < classes &&
    image[row]! < imageIds.length &&
    isNumbers(table.sigma, row, 4) &&
    isNumbers(table.sideSigma, row, 2)
  );
}

const isProbability = (value: number): boolean => value >= 0 && value <= 1;

function isNumbers(values: Float32Array | null, row: number, each: number): boolean {
  if (values === null) return true;
  for (let i = row * each; i < (row + 1) * each; i++) if (Number.isNaN(values[i])) return false;
  return true;
}
