// The candidates of one image, out of the table of a split.
import type { RowRange } from '../nms/image-ranges.ts';
import type { CandidateTable } from './candidate-table.ts';

/** Rows [start, end) of a table as a table of its own, which shares the memory. They must be of the image named. */
export function imageCandidates(
  table: CandidateTable,
  { start, end }: RowRange,
  imageId: string,
): CandidateTable {
  return {
    length: end - start,
    imageIds: [imageId],
    image: new Uint32Array(end - start),
    x1: table.x1.subarray(start, end),
    y1: table.y1.subarray(start, end),
    x2: table.x2.subarray(start, end),
    y2: table.y2.subarray(start, end),
    objectness: table.objectness.subarray(start, end),
    classIndex: table.classIndex.subarray(start, end),
    classProbability: table.classProbability.subarray(start, end),
    sigma: table.sigma && table.sigma.subarray(start * 4, end * 4),
    sideSigma: table.sideSigma && table.sideSigma.subarray(start * 2, end * 2),
    branch: table.branch.subarray(start, end),
    anchor: table.anchor.subarray(start, end),
    row: table.row.subarray(start, end),
    column: table.column.subarray(start, end),
  };
}
