// Matching as TIDE does it, where it differs from COCO's: ignore regions are looked at last, and only by detections left over.
import {
  COUNTED,
  IGNORED_CROWD,
  type DetectionColumns,
  type GroundTruthColumns,
} from '../matching/columns.ts';
import { judgeDetections, type Judgement } from '../matching/judge.ts';
import { findOverlaps } from '../matching/overlaps.ts';

/** What TIDE analyses. */
export interface TideMatching {
  /** The counted objects. */
  readonly objects: GroundTruthColumns;
  /** Against these; FALSE_POSITIVE also for what is excused. */
  readonly judgement: Judgement;
  /** Per detection: 1 where it lies in an ignore region, so that AP leaves it out unless it took an object. */
  readonly excused: Uint8Array;
}

/** The ground truth for which `isWanted` holds; all of it as one kind. */
function select(
  groundTruth: GroundTruthColumns,
  isWanted: (ignore: number) => boolean,
  ignore: number,
): GroundTruthColumns {
  const wanted = groundTruth.ignore.map((kind) => (isWanted(kind) ? 1 : 0));
  const start = new Uint32Array(groundTruth.start.length);
  let length = 0;
  for (let image = 0; image < groundTruth.images; image++) {
    for (let g = groundTruth.start[image]!; g < groundTruth.start[image + 1]!; g++) length += wanted[g]!;
    start[image + 1] = length;
  }
  const isKept = (_: number, g: number): boolean => wanted[g] === 1;
  return {
    length,
    images: groundTruth.images,
    start,
    classIndex: groundTruth.classIndex.filter(isKept),
    area: groundTruth.area.filter(isKept),
    ignore: new Uint8Array(length).fill(ignore),
    x1: groundTruth.x1.filter(isKept),
    y1: groundTruth.y1.filter(isKept),
    x2: groundTruth.x2.filter(isKept),
    y2: groundTruth.y2.filter(isKept),
  };
}

/**
 * Judges detections by TIDE's rule (tidecv's `TIDEExample`). Counted objects are taken as in `judgeDetections`. A detection left
 * over is excused where more than the threshold of its own area lies in an ignore region of its class: a `difficult` object is
 * such a region too, and excuses any number of detections.
 * @param order the detections to judge, those of one image by descending score.
 */
export function matchLikeTide(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  order: Uint32Array,
  matchIouThreshold: number,
): TideMatching {
  const objects = select(groundTruth, (kind) => kind === COUNTED, COUNTED);
  const judgement = judgeDetections(objects, detections, order, matchIouThreshold);
  const excused = new Uint8Array(detections.length);
  const regions = select(groundTruth, (kind) => kind !== COUNTED, IGNORED_CROWD);
  if (regions.length > 0) {
    const { start, iou } = findOverlaps(regions, detections, matchIouThreshold);
    for (let d = 0; d < detections.length; d++) {
      if (start[d]! < start[d + 1]! && iou[start[d]!]! > matchIouThreshold) excused[d] = 1;
    }
  }
  return { objects, judgement, excused };
}
