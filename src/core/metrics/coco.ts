// COCO's twelve numbers and per-class average precision, equal to pycocotools.
import type { DetectionColumns, GroundTruthColumns } from '../matching/columns.ts';
import { rowOrder } from '../nms/order-by-score.ts';
import { sum } from '../statistics/sum.ts';
import { COCO_IOU_THRESHOLDS, COCO_RECALLS, IOU_75 } from './coco-parameters.ts';
import { createTallyContext, tallyClass, type ClassTally } from './coco-tally.ts';
import { groupAt, groupIndices } from './group-indices.ts';
import { interpolatePrecision, meanOfKnown, meanPrecision } from './precision-recall.ts';
import { rankDetections } from './rank-detections.ts';
import type { CocoMetrics } from './summary.ts';

/** One class: -1 where it has no ground truth. */
export interface CocoClass {
  /** Mean over IoU 0.50 to 0.95, all sizes. */
  readonly AP: number;
  readonly AP50: number;
  /** At recall 0.00, 0.01 .. 1.00, IoU 0.5, all sizes. */
  readonly precisionAtRecall: Float64Array;
}

export interface CocoEvaluation {
  readonly metrics: CocoMetrics;
  readonly classes: readonly CocoClass[];
}

const THRESHOLDS = COCO_IOU_THRESHOLDS.length;
const RECALLS = COCO_RECALLS.length;

/** Average precision at each of the ten thresholds for one class and size; null where no object counts. */
function averagePrecisions(tally: ClassTally, area: number, curve: Float64Array): number[] | null {
  const objects = tally.objects[area]!;
  if (objects === 0) return null;
  return COCO_IOU_THRESHOLDS.map((_, t) => {
    const pair = area * THRESHOLDS + t;
    return meanPrecision(tally.falsePositives, pair * tally.capacity, tally.hits[pair]!, objects, curve);
  });
}

/** Mean recall over the thresholds from hits that start at `from`; -1 where no object counts. */
function averageRecall(hits: Int32Array, from: number, objects: number): number {
  return objects === 0 ? -1 : sum(hits.subarray(from, from + THRESHOLDS)) / THRESHOLDS / objects;
}

/** Values of one class that the twelve numbers are means of. */
function classNumbers(tally: ClassTally): CocoMetrics {
  const curve = new Float64Array(RECALLS);
  const precisions = [0, 1, 2, 3].map((area) => averagePrecisions(tally, area, curve));
  const mean = (area: number): number => {
    const values = precisions[area];
    return values ? sum(values) / THRESHOLDS : -1;
  };
  const recall = (area: number): number => averageRecall(tally.hits, area * THRESHOLDS, tally.objects[area]!);
  const objects = tally.objects[0]!;
  return {
    AP: mean(0),
    AP50: precisions[0]?.[0] ?? -1,
    AP75: precisions[0]?.[IOU_75] ?? -1,
    APsmall: mean(1),
    APmedium: mean(2),
    APlarge: mean(3),
    AR1: averageRecall(tally.hitsOfFirst, 0, objects),
    AR10: averageRecall(tally.hitsOfTen, 0, objects),
    AR100: recall(0),
    ARsmall: recall(1),
    ARmedium: recall(2),
    ARlarge: recall(3),
  };
}

/** Precision at the 101 recalls, IoU 0.5, all sizes. */
function curveAt50(tally: ClassTally): Float64Array {
  const curve = new Float64Array(RECALLS).fill(-1);
  const objects = tally.objects[0]!;
  if (objects > 0) interpolatePrecision(tally.falsePositives, 0, tally.hits[0]!, objects, curve);
  return curve;
}

/**
 * COCO's evaluation of boxes (pycocotools' `COCOeval`, iouType `bbox`, maxDets 1, 10, 100 per image and class). Ties of score
 * are ordered by position of the image, so images must come in the order of their COCO ids for equality with pycocotools.
 * Objects marked `difficult` are ignored (pycocotools itself overwrites the `ignore` field by `iscrowd`).
 * @param classCount classes are 0 .. classCount - 1; others are left out, as pycocotools leaves out unknown categories.
 */
export function evaluateCoco(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  classCount: number,
): CocoEvaluation {
  const byScore = rankDetections(detections, groundTruth.images);
  const ranked = groupIndices(detections.classIndex, classCount, byScore);
  const objects = groupIndices(groundTruth.classIndex, classCount, rowOrder(groundTruth.length));
  const context = createTallyContext(groundTruth, detections);
  const numbers: CocoMetrics[] = [];
  const classes: CocoClass[] = [];
  for (let c = 0; c < classCount; c++) {
    const tally = tallyClass(context, groupAt(ranked, c), groupAt(objects, c));
    const own = classNumbers(tally);
    numbers.push(own);
    classes.push({ AP: own.AP, AP50: own.AP50, precisionAtRecall: curveAt50(tally) });
  }
  const mean = (key: keyof CocoMetrics): number => meanOfKnown(numbers.map((own) => own[key]));
  const metrics: CocoMetrics = {
    AP: mean('AP'),
    AP50: mean('AP50'),
    AP75: mean('AP75'),
    APsmall: mean('APsmall'),
    APmedium: mean('APmedium'),
    APlarge: mean('APlarge'),
    AR1: mean('AR1'),
    AR10: mean('AR10'),
    AR100: mean('AR100'),
    ARsmall: mean('ARsmall'),
    ARmedium: mean('ARmedium'),
    ARlarge: mean('ARlarge'),
  };
  return { metrics, classes };
}
