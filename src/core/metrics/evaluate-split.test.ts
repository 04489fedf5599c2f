// A small split worked by hand, and agreement between the ways to count it.
import { describe, expect, it } from 'vitest';
import type { GroundTruth } from '../matching/detection.ts';
import { buildTable } from '../nms/testing/build-table.ts';
import { evaluateDetections, evaluateSplit, prepareSplit, recountSplit } from './evaluate-split.ts';

const settings = { scoreThreshold: 0.4, nmsIouThreshold: 0.45, matchIouThreshold: 0.5, maxDetections: 300 };

const object = (x1: number, classIndex: number): GroundTruth => ({
  box: { x1, y1: 0, x2: x1 + 10, y2: 10 },
  classIndex,
  area: 100,
});

/**
 * Image 0: two cats, one found, a duplicate that suppression removes, a weak false cat. Image 1: a dog found below the
 * threshold. Image 2: a background image with a confident false dog. Image 3: background, no candidate.
 */
const table = buildTable(
  [
    { image: 0, box: [0, 0, 10, 10], score: 0.9, classIndex: 0 },
    { image: 0, box: [1, 0, 11, 10], score: 0.8, classIndex: 0 },
    { image: 0, box: [60, 0, 70, 10], score: 0.3, classIndex: 0 },
    { image: 1, box: [0, 0, 10, 10], score: 0.2, classIndex: 1 },
    { image: 2, box: [0, 0, 10, 10], score: 0.7, classIndex: 1 },
  ],
  4,
);
const groundTruth = new Map([
  ['image-0.png', [object(0, 0), object(30, 0)]],
  ['image-1.png', [object(0, 1)]],
  ['image-2.png', []],
  ['image-3.png', []],
]);
const classes = ['cat', 'dog', 'bird'];
const prepared = prepareSplit(table, groundTruth, classes);

describe('evaluateSplit', () => {
  const summary = evaluateSplit('test', prepared, settings);

  it('counts at the operating point, background images included', () => {
    expect(summary.images).toBe(4);
    expect(summary.operatingPoint).toEqual({
      ...settings,
      tp: 1,
      fp: 1,
      fn: 2,
      precision: 1 / 2,
      recall: 1 / 3,
      f1: 2 / 5,
      falsePositivesPerImage: 1 / 4,
    });
  });

  it('counts each class and takes its average precision', () => {
    const [cat, dog, bird] = summary.classes;
    // Cat: one hit first, recall 1/2: precision 1 at recall 0.00 .. 0.50, which is 51 of 101 points, at every IoU.
    expect(cat).toMatchObject({ name: 'cat', groundTruth: 2, tp: 1, fp: 0, fn: 1 });
    expect(cat?.AP).toBeCloseTo(51 / 101, 12);
    // Dog: the false one ranks first, then the hit: precision 1/2 at every recall.
    expect(dog).toMatchObject({ name: 'dog', groundTruth: 1, tp: 0, fp: 1, fn: 1 });
    expect(dog?.AP50).toBeCloseTo(1 / 2, 12);
    expect(bird).toMatchObject({ name: 'bird', groundTruth: 0, tp: 0, fp: 0, fn: 0, AP: -1, AP50: -1 });
    expect(summary.coco.AP).toBeCloseTo((51 / 101 + 1 / 2) / 2, 12);
    expect(summary.coco.APsmall).toBeCloseTo(summary.coco.AP, 12);
    expect(summary.coco.APlarge).toBe(-1);
    expect(summary.coco.AR100).toBeCloseTo((1 / 2 + 1) / 2, 12);
  });

  it('lets recall rise and precision follow as the threshold falls', () => {
    const { scoreCurve } = summary;
    expect(scoreCurve[0]).toMatchObject({ precision: 1, recall: 1 / 3, falsePositivesPerImage: 0 });
    expect(scoreCurve.at(-1)).toMatchObject({
      precision: 2 / 4,
      recall: 2 / 3,
      falsePositivesPerImage: 2 / 4,
    });
    const at40 = scoreCurve.find(({ scoreThreshold }) => scoreThreshold === 0.4);
    expect(at40).toMatchObject({ precision: 1 / 2, recall: 1 / 3, f1: 2 / 5 });
    expect(scoreCurve.length).toBeLessThanOrEqual(200);
  });

  it('tells errors by kind: at the operating point, and over all scores with what they cost', () => {
    const { errors, classes: byClass } = summary;
    // Above the threshold: the false dog on the background image. Nothing comes near the second cat, nor the weakly found dog.
    expect(errors?.kinds.background).toMatchObject({ count: 2, countAtOperatingPoint: 1 });
    expect(errors?.kinds.missed).toMatchObject({ count: 1, countAtOperatingPoint: 2 });
    expect(errors?.kinds.duplicate).toEqual({ count: 0, countAtOperatingPoint: 0, dAP: 0 });
    // The false dog ranks before the hit and halves its precision; the false cat ranks last. Birds are not judged.
    expect(errors?.AP).toBeCloseTo((51 / 101 + 1 / 2) / 2, 12);
    expect(errors?.kinds.background.dAP).toBeCloseTo(1 / 4, 12);
    expect(errors?.kinds.missed.dAP).toBeCloseTo((1 - 51 / 101) / 2, 12);
    expect(byClass.map((own) => own.errors?.kinds.background.countAtOperatingPoint)).toEqual([0, 1, 0]);
    expect(byClass.map((own) => own.errors?.kinds.missed.countAtOperatingPoint)).toEqual([1, 1, 0]);
    expect(byClass[1]?.errors?.falsePositives.dAP).toBeCloseTo(1 / 2, 12);
  });

  it('agrees with the fast recount and with judging the kept detections as final ones', () => {
    const recount = recountSplit(prepared, settings);
    expect(recount.operatingPoint).toEqual(summary.operatingPoint);
    const { detections } = recountSplit(prepared, { ...settings, scoreThreshold: 0 });
    expect(evaluateDetections('test', prepared.groundTruth, detections, classes, settings)).toEqual(summary);
  });

  it('refuses an image without a list of ground truth', () => {
    expect(() => prepareSplit(table, new Map(), classes)).toThrow('image-0.png');
  });
});
