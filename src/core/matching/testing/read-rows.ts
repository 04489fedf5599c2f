// Columns from the rows of golden files.
import {
  COUNTED,
  IGNORED_CROWD,
  IGNORED_OBJECT,
  type DetectionColumns,
  type GroundTruthColumns,
} from '../columns.ts';

/** Kind of an object in a golden file: counted, difficult, crowd. */
const KINDS = [COUNTED, IGNORED_OBJECT, IGNORED_CROWD];

const corners = (rows: readonly number[][]) => ({
  x1: Float64Array.from(rows, (row) => row[2]!),
  y1: Float64Array.from(rows, (row) => row[3]!),
  x2: Float64Array.from(rows, (row) => row[2]! + row[4]!),
  y2: Float64Array.from(rows, (row) => row[3]! + row[5]!),
});

/** Rows [image, class, x, y, w, h, area, kind], image px, in any order of images. */
export function readObjects(objects: readonly number[][], images: number): GroundTruthColumns {
  const rows = [...objects].sort((a, b) => a[0]! - b[0]!);
  const start = new Uint32Array(images + 1);
  for (let image = 0; image <= images; image++) start[image] = rows.filter((row) => row[0]! < image).length;
  return {
    length: rows.length,
    images,
    start,
    classIndex: Uint16Array.from(rows, (row) => row[1]!),
    area: Float64Array.from(rows, (row) => row[6]!),
    ignore: Uint8Array.from(rows, (row) => KINDS[row[7]!]!),
    ...corners(rows),
  };
}

/** Rows [image, class, x, y, w, h, score], image px. */
export function readDetections(rows: readonly number[][]): DetectionColumns {
  return {
    length: rows.length,
    image: Uint32Array.from(rows, (row) => row[0]!),
    classIndex: Uint16Array.from(rows, (row) => row[1]!),
    score: Float64Array.from(rows, (row) => row[6]!),
    ...corners(rows),
  };
}
