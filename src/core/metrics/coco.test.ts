// COCO's numbers against pycocotools (golden file), and what must hold for any detections.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTED } from '../matching/columns.ts';
import { FALSE_POSITIVE, judgeDetections, TRUE_POSITIVE, UNJUDGED } from '../matching/judge.ts';
import { readDetections, readObjects } from '../matching/testing/read-rows.ts';
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
const TOLERANCE_DIGITS = 9;

describe.each(golden.cases)('pycocotools: $name', (example) => {
  const groundTruth = readObjects(example.objects, example.images);
  const detections = readDetections(example.detections);
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
  const evaluate = (objects: number[][], detections: number[][]) =>
    evaluateCoco(readObjects(objects, 4), readDetections(detections), 3);
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
