// A hash that tells whether two readings of a dataset are the same data.
import { createHash } from 'node:crypto';
import type { Dataset } from '../../contract/dataset.ts';

/** Hash over image names, sizes, classes, splits and boxes, in hexadecimal; where the folder lies does not matter. */
export function fingerprintOf({ classes, images }: Pick<Dataset, 'classes' | 'images'>): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(classes));
  for (const { imageId, width, height, split, groundTruth } of images) {
    const boxes = groundTruth.map(({ box, classIndex, ignore }) => [
      box.x1,
      box.y1,
      box.x2,
      box.y2,
      classIndex,
      ignore ?? '',
    ]);
    hash.update(JSON.stringify([imageId, width, height, split, boxes]));
  }
  return hash.digest('hex').slice(0, FINGERPRINT_DIGITS);
}

/** 64 bits: short enough to read, long enough not to collide. */
const FINGERPRINT_DIGITS = 16;
