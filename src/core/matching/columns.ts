// Detections and ground truth of many images as columns: what matching and metrics walk over.
import type { Detection, GroundTruth } from './detection.ts';

/** Corners of boxes, image px, xyxy. */
export interface CornerColumns {
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly x2: Float64Array;
  readonly y2: Float64Array;
}

/** Final detections, in any order. All columns have `length` entries. */
export interface DetectionColumns extends CornerColumns {
  readonly length: number;
  /** Position of the image in the list of evaluated images. */
  readonly image: Uint32Array;
  readonly classIndex: Uint16Array;
  readonly score: Float64Array;
}

/** How a ground truth counts. */
export const COUNTED = 0;
/** Ignored, taken by one detection at most: `difficult`, as COCO treats a non-crowd region that is ignored. */
export const IGNORED_OBJECT = 1;
/** Ignored, and may swallow any number of detections. */
export const IGNORED_CROWD = 2;

/** Ground truth of all evaluated images, image after image. */
export interface GroundTruthColumns extends CornerColumns {
  readonly length: number;
  /** Number of evaluated images, those without any ground truth included. */
  readonly images: number;
  /** Objects of image i are [start[i], start[i + 1]). */
  readonly start: Uint32Array;
  readonly classIndex: Uint16Array;
  /** COCO's area for size ranges, px squared. */
  readonly area: Float64Array;
  /** COUNTED, IGNORED_OBJECT or IGNORED_CROWD. */
  readonly ignore: Uint8Array;
}

function cornerColumns(length: number): CornerColumns {
  return {
    x1: new Float64Array(length),
    y1: new Float64Array(length),
    x2: new Float64Array(length),
    y2: new Float64Array(length),
  };
}

function setCorners(columns: CornerColumns, at: number, { box }: Detection | GroundTruth): void {
  columns.x1[at] = box.x1;
  columns.y1[at] = box.y1;
  columns.x2[at] = box.x2;
  columns.y2[at] = box.y2;
}

function totalLength(perImage: readonly (readonly unknown[])[]): number {
  return perImage.reduce((sum, list) => sum + list.length, 0);
}

/** Ground truth columns from one list per evaluated image (an empty list for a background image). */
export function groundTruthColumns(perImage: readonly (readonly GroundTruth[])[]): GroundTruthColumns {
  const length = totalLength(perImage);
  const columns = {
    length,
    images: perImage.length,
    start: new Uint32Array(perImage.length + 1),
    classIndex: new Uint16Array(length),
    area: new Float64Array(length),
    ignore: new Uint8Array(length),
    ...cornerColumns(length),
  };
  let at = 0;
  perImage.forEach((list, image) => {
    for (const groundTruth of list) {
      setCorners(columns, at, groundTruth);
      columns.classIndex[at] = groundTruth.classIndex;
      columns.area[at] = groundTruth.area;
      if (groundTruth.ignore !== undefined) {
        columns.ignore[at] = groundTruth.ignore === 'crowd' ? IGNORED_CROWD : IGNORED_OBJECT;
      }
      at++;
    }
    columns.start[image + 1] = at;
  });
  return columns;
}

/** Detection columns from one list per evaluated image. */
export function detectionColumns(perImage: readonly (readonly Detection[])[]): DetectionColumns {
  const length = totalLength(perImage);
  const columns = {
    length,
    image: new Uint32Array(length),
    classIndex: new Uint16Array(length),
    score: new Float64Array(length),
    ...cornerColumns(length),
  };
  let at = 0;
  perImage.forEach((list, image) => {
    for (const detection of list) {
      setCorners(columns, at, detection);
      columns.image[at] = image;
      columns.classIndex[at] = detection.classIndex;
      columns.score[at] = detection.score;
      at++;
    }
  });
  return columns;
}

/** The same ground truth, with the objects of some classes counting neither as found nor as missed. */
export function withoutClasses(
  groundTruth: GroundTruthColumns,
  classes: readonly number[] = [],
): GroundTruthColumns {
  if (classes.length === 0) return groundTruth;
  const ignore = groundTruth.ignore.map((kind, g) =>
    classes.includes(groundTruth.classIndex[g]!) ? IGNORED_CROWD : kind,
  );
  return { ...groundTruth, ignore };
}
