// TIDE's error analysis against tidecv (golden file), worked by hand, and what must hold for any detections.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeDetections } from '../matching/judge.ts';
import { readDetections, readObjects } from '../matching/testing/read-rows.ts';
import { evaluateCoco } from '../metrics/coco.ts';
import { orderByScore } from '../nms/order-by-score.ts';
import { sum } from '../statistics/sum.ts';
import { countErrors } from './count-errors.ts';
import { ERROR_KINDS, MISSED, NO_ERROR } from './error-kind.ts';
import { findErrors } from './find-errors.ts';
import golden from './golden/tide.json';
import { evaluateTide, type ErrorImpacts } from './tide.ts';

const DIGITS = 9;
const COUNTED_KIND = 0;
const thresholds = { matchIouThreshold: 0.5 };
/** tidecv speaks of percent, and of null where a class has neither an object nor a detection. */
const fraction = (percent: number | null): number => (percent === null ? -1 : percent / 100);
const evaluate = (objects: number[][], detections: number[][], images: number, classes: number) =>
  evaluateTide(readObjects(objects, images), readDetections(detections), classes, thresholds);
const falsePositiveCount = ({ kinds }: ErrorImpacts): number =>
  sum(ERROR_KINDS.filter((kind) => kind !== 'missed').map((kind) => kinds[kind].count));

describe.each(golden.cases)('tidecv: $name', (example) => {
  const errors = evaluateTide(
    readObjects(example.objects, example.images),
    readDetections(example.detections),
    example.classes,
    { matchIouThreshold: example.matchIouThreshold },
  );

  it('gives the same AP and gains', () => {
    expect(errors.AP).toBeCloseTo(fraction(example.AP), DIGITS);
    expect(errors.falsePositives.dAP).toBeCloseTo(fraction(example.falsePositives), DIGITS);
    expect(errors.falseNegatives.dAP).toBeCloseTo(fraction(example.falseNegatives), DIGITS);
  });

  it.each(ERROR_KINDS)('counts and weighs alike: %s', (kind) => {
    const expected = example.kinds[kind];
    expect(errors.kinds[kind].count).toBe(expected.count);
    expect(errors.kinds[kind].dAP).toBeCloseTo(fraction(expected.dAP), DIGITS);
    errors.classes.forEach((own, c) => {
      expect(own.kinds[kind].count).toBe(expected.classCounts[c]);
      expect(own.AP).toBeCloseTo(fraction(example.classAP[c]!), DIGITS);
      const gain = fraction(expected.classAP[c]!) - own.AP;
      expect(own.kinds[kind].dAP).toBeCloseTo(Math.max(0, gain), DIGITS);
    });
  });
});

describe('by hand', () => {
  const object = [0, 0, 0, 0, 10, 10, 100, COUNTED_KIND];

  it('has nothing to say of nothing', () => {
    const errors = evaluate([], [], 2, 1);
    expect(errors.AP).toBe(-1);
    expect(errors.classes[0]?.AP).toBe(-1);
    for (const kind of ERROR_KINDS) expect(errors.kinds[kind]).toEqual({ count: 0, dAP: 0 });
  });

  it('finds background where there is no object: AP is 0, and no fix can be weighed', () => {
    const errors = evaluate([], [[0, 0, 0, 0, 10, 10, 0.5]], 2, 1);
    expect(errors.AP).toBe(0);
    expect(errors.kinds.background).toEqual({ count: 1, dAP: 0 });
  });

  it('misses what is not detected', () => {
    const errors = evaluate([object], [], 1, 2);
    expect(errors.AP).toBe(0);
    expect(errors.kinds.missed).toEqual({ count: 1, dAP: 0 });
    expect(errors.classes[0]?.kinds.missed.count).toBe(1);
    expect(errors.classes[1]?.AP).toBe(-1);
  });

  it('gives a wrong name to the class of the object when it is fixed', () => {
    const errors = evaluate([object], [[0, 1, 0, 0, 10, 10, 0.5]], 1, 2);
    // Fixed, class 1 has neither object nor detection, and class 0 is perfect.
    expect(errors.AP).toBe(0);
    expect(errors.kinds.classification).toEqual({ count: 1, dAP: 1 });
    expect(errors.classes[0]?.kinds.classification).toEqual({ count: 0, dAP: 1 });
    expect(errors.classes[1]?.kinds.classification).toEqual({ count: 1, dAP: 0 });
  });

  it('weighs a false positive by what it ranks before', () => {
    const found = [0, 0, 0, 0, 10, 10, 0.5];
    const wrong = [0, 0, 50, 50, 10, 10];
    // Before the hit it halves the precision of every recall; behind it, it costs nothing.
    const before = evaluate([object], [[...wrong, 0.9], found], 1, 1);
    expect(before.AP).toBeCloseTo(0.5, 12);
    expect(before.kinds.background.dAP).toBeCloseTo(0.5, 12);
    expect(before.falsePositives.dAP).toBeCloseTo(0.5, 12);
    const behind = evaluate([object], [[...wrong, 0.1], found], 1, 1);
    expect(behind.AP).toBe(1);
    expect(behind.kinds.background).toEqual({ count: 1, dAP: 0 });
  });
});

const box = [
  fc.nat(16),
  fc.nat(16),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 12 }),
] as const;
const place = fc.tuple(fc.nat(2), fc.nat(2), ...box);
/** At most 9, so that no recall is a multiple of 0.01 that COCO's points round up (0.07, 0.7). */
const objectRows = (kind: fc.Arbitrary<number>) =>
  fc.array(
    fc.tuple(place, kind).map(([row, ignore]): number[] => [...row, row[4] * row[5], ignore]),
    { maxLength: 9 },
  );
const detectionRows = fc.array(
  fc.tuple(place, fc.nat(20)).map(([row, score]): number[] => [...row, score / 20]),
  { maxLength: 40 },
);
const anyKind = fc.constantFrom(0, 0, 0, 1, 2);

describe('any detections', () => {
  it('gives every false positive one kind and no other detection any', () => {
    fc.assert(
      fc.property(objectRows(anyKind), detectionRows, (objects, rows) => {
        const groundTruth = readObjects(objects, 3);
        const detections = readDetections(rows);
        const judgement = judgeDetections(groundTruth, detections, orderByScore(detections.score), 0.5);
        const errors = findErrors(groundTruth, detections, judgement, thresholds);
        errors.kind.forEach((kind, d) => {
          if (judgement.outcome[d] === 0) expect(kind).toBeLessThan(MISSED);
          else expect(kind).toBe(NO_ERROR);
        });
        const counts = countErrors(groundTruth, detections, judgement, errors, 3).map((classes) =>
          sum(classes),
        );
        const falsePositives = judgement.outcome.filter((outcome) => outcome === 0).length;
        expect(sum(counts) - counts[MISSED]!).toBe(falsePositives);
      }),
    );
  });

  it('adds the counts of kinds up to the false positives, and those of classes to those of all', () => {
    fc.assert(
      fc.property(objectRows(fc.constant(COUNTED_KIND)), detectionRows, (objects, rows) => {
        const groundTruth = readObjects(objects, 3);
        const detections = readDetections(rows);
        const judgement = judgeDetections(groundTruth, detections, orderByScore(detections.score), 0.5);
        const errors = evaluateTide(groundTruth, detections, 3, thresholds);
        expect(falsePositiveCount(errors)).toBe(judgement.outcome.filter((outcome) => outcome === 0).length);
        for (const kind of ERROR_KINDS)
          expect(sum(errors.classes.map((own) => own.kinds[kind].count))).toBe(errors.kinds[kind].count);
      }),
    );
  });

  it('says zero of perfect detections', () => {
    fc.assert(
      fc.property(objectRows(fc.constant(COUNTED_KIND)), (objects) => {
        fc.pre(objects.length > 0);
        const errors = evaluate(
          objects,
          objects.map((row, i) => [...row.slice(0, 6), 1 / (i + 1)]),
          3,
          3,
        );
        expect(errors.AP).toBe(1);
        expect(errors.falsePositives.dAP + errors.falseNegatives.dAP).toBe(0);
        for (const kind of ERROR_KINDS) expect(errors.kinds[kind]).toEqual({ count: 0, dAP: 0 });
      }),
    );
  });

  it("has COCO's AP50 for classes with objects, where nothing is ignored", () => {
    fc.assert(
      fc.property(objectRows(fc.constant(COUNTED_KIND)), detectionRows, (objects, rows) => {
        const coco = evaluateCoco(readObjects(objects, 3), readDetections(rows), 3);
        evaluate(objects, rows, 3, 3).classes.forEach((own, c) => {
          if (coco.classes[c]!.AP50 >= 0) expect(own.AP).toBeCloseTo(coco.classes[c]!.AP50, DIGITS);
        });
      }),
    );
  });

  it('ranks no class by its gains below 0 or above what is left to 1', () => {
    fc.assert(
      fc.property(objectRows(anyKind), detectionRows, (objects, rows) => {
        const errors = evaluate(objects, rows, 3, 3);
        for (const each of [errors, ...errors.classes]) {
          const gains = [each.falsePositives, each.falseNegatives, ...Object.values(each.kinds)];
          for (const { dAP } of gains) {
            expect(dAP).toBeGreaterThanOrEqual(0);
            expect(Math.max(0, each.AP) + dAP).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
      }),
    );
  });
});
