// COCO's numbers against pycocotools (golden file), and what must hold for any detections.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COUNTED,
  IGNORED_CROWD,
  IGNORED_OBJECT,
  type DetectionColumns,
  type GroundTruthColumns,
} from '../matching/columns.ts';
import { FALSE_POSITIVE, judgeDetections, TRUE_POSITIVE, UNJUDGED } from '../matching/judge.ts';
import { orderByScore } from '../nms/order-by-score.ts';
import { evaluateCoco } from './coco.ts';
import { COCO_IOU_THRESHOLDS, IOU_75 } from './coco-parameters.ts';
import golden from './golden/coco.json';
import type { CocoMetrics } from './summary.ts';

/** pycocotools' order of the twelve numbers. */
const STATS: readonly (keyof CocoMetrics)[] = [
  'AP',
  'AP50',
  'AP75',
  'APsmall',
  'APmedium',
  'APlarge',
  'AR1',
  'AR10',
  'AR100',
  'ARsmall',
  'ARmedium',
  'ARlarge',
];
/** Kind of an object in the golden file: counted, difficult, crowd. */
const KINDS = [COUNTED, IGNORED_OBJECT, IGNORED_CROWD];

type GoldenCase = (typeof golden.cases)[number];

const corners = (rows: readonly number[][]) => ({
  x1: Float64Array.from(rows, (row) => row[2]!),
  y1: Float64Array.from(rows, (row) => row[3]!),
  x2: Float64Array.from(rows, (row) => row[2]! + row[4]!),
  y2: Float64Array.from(rows, (row) => row[3]! + row[5]!),
});

/** Rows [image, class, x, y, w, h, area, kind], which the script writes in the order of images. */
function readObjects({ objects, images }: GoldenCase): GroundTruthColumns {
  const rows: number[][] = [...objects].sort((a, b) => a[0]! - b[0]!);
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

/** Rows [image, class, x, y, w, h, score]. */
function readDetections({ detections }: GoldenCase): DetectionColumns {
  const rows: number[][] = detections;
  return {
    length: rows.length,
    image: Uint32Array.from(rows, (row) => row[0]!),
    classIndex: Uint16Array.from(rows, (row) => row[1]!),
    score: Float64Array.from(rows, (row) => row[6]!),
    ...corners(rows),
  };
}

const TOLERANCE_DIGITS = 9;

describe.each(golden.cases)('pycocotools: $name', (example) => {
  const groundTruth = readObjects(example);
  const detections = readDetections(example);
  const { metrics, classes } = evaluateCoco(groundTruth, detections, example.classes);

  it('gives the same twelve numbers', () => {
    STATS.forEach((name, i) => expect(metrics[name], name).toBeCloseTo(example.stats[i]!, TOLERANCE_DIGITS));
  });

  it('gives the same numbers and curve for each class', () => {
    classes.forEach((own, c) => {
      expect(own.AP).toBeCloseTo(example.classAP[c]!, TOLERANCE_DIGITS);
      expect(own.AP50).toBeCloseTo(example.classAP50[c]!, TOLERANCE_DIGITS);
      own.precisionAtRecall.forEach((precision, r) =>
        expect(precision).toBeCloseTo(example.classPrecision50[c]![r]!, 8),
      );
    });
  });

  it.each([
    ['outcomes50', 0],
    ['outcomes75', IOU_75],
  ] as const)('judges each detection alike: %s', (key, threshold) => {
    const order = orderByScore(detections.score);
    const { outcome } = judgeDetections(groundTruth, detections, order, COCO_IOU_THRESHOLDS[threshold]!);
    // pycocotools stops at 100 detections of a class in an image; the judgement itself has no such limit.
    const letters = Array.from(outcome, (value, i) => {
      if (value === UNJUDGED) return '?';
      if (example[key].charAt(i) === '-') return '-';
      return value === TRUE_POSITIVE ? 'T' : value === FALSE_POSITIVE ? 'F' : 'I';
    });
    expect(letters.join('')).toBe(example[key]);
  });
});

const boxRow = fc
  .tuple(
    fc.nat(3),
    fc.nat(2),
    fc.nat(200),
    fc.nat(200),
    fc.integer({ min: 1, max: 150 }),
    fc.integer({ min: 1, max: 150 }),
  )
  .map((row): number[] => row);

describe('any detections', () => {
  const evaluate = (objects: number[][], detections: number[][]) => {
    const example = { images: 4, classes: 3, objects, detections } as unknown as GoldenCase;
    return evaluateCoco(readObjects(example), readDetections(example), 3);
  };
  const objectRows = fc
    .array(boxRow, { minLength: 1, maxLength: 20 })
    .map((rows) => rows.map((row) => [...row, row[4]! * row[5]!, COUNTED]));

  it('has AP and AR 1 when every object is found exactly and nothing else is', () => {
    fc.assert(
      fc.property(objectRows, (objects) => {
        const { metrics } = evaluate(
          objects,
          objects.map((row, i) => [...row.slice(0, 6), 1 / (i + 1)]),
        );
        expect(metrics.AP).toBe(1);
        expect(metrics.AR100).toBe(1);
      }),
    );
  });

  it('stays in [0, 1], or is -1, and is the same for scores changed without changing their order', () => {
    const detectionRows = fc.array(fc.tuple(boxRow, fc.nat(50)), { maxLength: 30 });
    fc.assert(
      fc.property(objectRows, detectionRows, (objects, found) => {
        const { metrics } = evaluate(
          objects,
          found.map(([row, score]) => [...row, score / 50]),
        );
        for (const name of STATS) {
          if (metrics[name] !== -1) expect(metrics[name]).toBeGreaterThanOrEqual(0);
          expect(metrics[name]).toBeLessThanOrEqual(1);
        }
        const squared = evaluate(
          objects,
          found.map(([row, score]) => [...row, (score / 50) ** 2]),
        );
        expect(squared.metrics).toEqual(metrics);
      }),
    );
  });
});
