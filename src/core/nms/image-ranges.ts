// Where the rows of each image lie in a candidate table.
import type { CandidateTable } from '../decode/candidate-table.ts';

/** Rows of image i are [start[i], end[i]); an image without candidates has an empty range. */
export interface ImageRanges {
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

/** A range of rows: `end` is exclusive. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The row range of every image of the table, indexed as `imageIds`.
 * @throws Error when the rows of an image are not contiguous, which a table never is by its definition.
 */
export function imageRanges(table: Pick<CandidateTable, 'length' | 'image' | 'imageIds'>): ImageRanges {
  const images = table.imageIds.length;
  const start = new Uint32Array(images);
  const end = new Uint32Array(images);
  let row = 0;
  while (row < table.length) {
    const image = table.image[row]!;
    if (image >= images || end[image]! > 0) {
      throw new Error(`Candidate table: row ${row} breaks the run of image ${image} (of ${images} images).`);
    }
    start[image] = row;
    while (row < table.length && table.image[row] === image) row++;
    end[image] = row;
  }
  return { start, end };
}
