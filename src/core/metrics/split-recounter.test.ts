// The fast count behind sliders against the report's, for drawn candidates, settings and objects, ignore regions among them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GroundTruth } from '../matching/detection.ts';
import { withoutClasses } from '../matching/columns.ts';
import { GREEDY, SUPPRESSION_METHODS } from '../nms/rule.ts';
import { scoreTable } from '../nms/scored-table.ts';
import { NOTHING_MUTED, PLAIN_SCORE } from '../nms/scores.ts';
import { buildTable } from '../nms/testing/build-table.ts';
import { COCO_IOU_THRESHOLDS } from './coco-parameters.ts';
import { evaluateSplit, prepareSplit, recountSplit, type PreparedSplit } from './evaluate-split.ts';
import {
  countSurvivors,
  judgeSurvivors,
  keepForCounting,
  splitObjects,
  splitPrecision,
} from './split-recounter.ts';
import type { OperatingSettings } from './summary.ts';

const IMAGES = 3;
const CLASSES = ['cat', 'dog'];
const side = fc.integer({ min: 1, max: 12 });
const place = fc.record({
  image: fc.nat(IMAGES - 1),
  x1: fc.nat(16),
  y1: fc.nat(16),
  width: side,
  height: side,
  classIndex: fc.nat(CLASSES.length - 1),
});
const candidate = fc.record({ place, score: fc.integer({ min: 0, max: 20 }).map((score) => score / 20) });
const ignore = fc.constantFrom<GroundTruth['ignore']>(undefined, undefined, undefined, 'difficult', 'crowd');
const object = fc.record({ place, ignore });
const anySettings = fc.record({
  scoreThreshold: fc.constantFrom(0, 0.3, 0.8),
  nmsIouThreshold: fc.constantFrom(0, 0.45, 1),
  matchIouThreshold: fc.constantFrom(0.05, 0.5, 0.75),
  maxDetections: fc.constantFrom(1, 2, 100, 300),
  suppression: fc
    .record({ method: fc.constantFrom(...SUPPRESSION_METHODS), acrossClasses: fc.boolean() })
    .map((chosen) => ({ ...GREEDY, ...chosen })),
  criterion: fc.constantFrom(PLAIN_SCORE, { ...PLAIN_SCORE, classPower: 0.5 }),
  muted: fc.constantFrom(NOTHING_MUTED, { ...NOTHING_MUTED, classes: [1] }),
});

/** The steps one after another, as the inspector takes them. */
function recount({ table, groundTruth, classes }: PreparedSplit, settings: OperatingSettings) {
  const objects = splitObjects(table, withoutClasses(groundTruth, settings.muted?.classes), classes.length);
  const scored = scoreTable(table, settings);
  const kept = keepForCounting(scored, settings);
  const outcome = judgeSurvivors(objects, scored, kept, settings.matchIouThreshold);
  const all = keepForCounting(scored, { ...settings, scoreThreshold: 0 });
  const outcome50 = judgeSurvivors(objects, scored, all, COCO_IOU_THRESHOLDS[0]!);
  return {
    counted: countSurvivors(objects, kept, outcome, settings),
    AP50: splitPrecision(objects, scored, all, outcome50),
  };
}

const box = ({ x1, y1, width, height }: { x1: number; y1: number; width: number; height: number }) =>
  [x1, y1, x1 + width, y1 + height] as [number, number, number, number];

it('counts and averages as the report does', () => {
  fc.assert(
    fc.property(
      fc.array(candidate, { maxLength: 40 }),
      fc.array(object, { maxLength: 12 }),
      anySettings,
      (candidates, objects, settings) => {
        const rows = candidates
          .map((entry) => ({ ...entry.place, box: box(entry.place), score: entry.score }))
          .sort((a, b) => a.image - b.image);
        const groundTruth = new Map(
          Array.from({ length: IMAGES }, (_, image) => [
            `image-${image}.png`,
            objects
              .filter((entry) => entry.place.image === image)
              .map(({ place: at, ignore: kind }): GroundTruth => {
                const [x1, y1, x2, y2] = box(at);
                const plain = {
                  box: { x1, y1, x2, y2 },
                  classIndex: at.classIndex,
                  area: at.width * at.height,
                };
                return kind === undefined ? plain : { ...plain, ignore: kind };
              }),
          ]),
        );
        const prepared = prepareSplit(buildTable(rows, IMAGES), groundTruth, CLASSES);
        const { counted, AP50 } = recount(prepared, settings);

        const report = evaluateSplit('test', prepared, settings);
        expect(counted.operatingPoint).toEqual(report.operatingPoint);
        expect(counted.operatingPoint).toEqual(recountSplit(prepared, settings).operatingPoint);
        expect(AP50).toBe(report.coco.AP50);
      },
    ),
    { numRuns: 300 },
  );
});

it("leaves out of average precision what ranks behind an image's best hundred", () => {
  const rows = Array.from({ length: 105 }, (_, i) => ({
    image: 0,
    box: [20 * i, 0, 20 * i + 10, 10] as [number, number, number, number],
    score: 0.9 - i / 1000,
    classIndex: 0,
  }));
  const objects = [1, 99, 103].map((i): GroundTruth => {
    const [x1, y1, x2, y2] = rows[i]!.box;
    return { box: { x1, y1, x2, y2 }, classIndex: 0, area: 100 };
  });
  const prepared = prepareSplit(buildTable(rows, 1), new Map([['image-0.png', objects]]), CLASSES);
  const settings = { scoreThreshold: 0, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 300 };
  const { counted, AP50 } = recount(prepared, settings);
  expect(counted.operatingPoint.tp).toBe(3);
  // Precision 1/2 up to recall 1/3, 2/100 up to 2/3: 34 and 33 of 101 recalls.
  expect(AP50).toBeCloseTo((34 / 2 + 33 / 50) / 101, 12);
  expect(AP50).toBe(evaluateSplit('test', prepared, settings).coco.AP50);
});
