// The fast count behind sliders against the report's, for drawn candidates, settings and objects, ignore regions among them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GroundTruth } from '../matching/detection.ts';
import { buildTable } from '../nms/testing/build-table.ts';
import { COCO_IOU_THRESHOLDS } from './coco-parameters.ts';
import { evaluateSplit, prepareSplit, recountSplit } from './evaluate-split.ts';
import { SplitRecounter } from './split-recounter.ts';

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
});

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
        const recounter = new SplitRecounter(prepared);
        const kept = recounter.keep(settings.nmsIouThreshold, settings.maxDetections);
        const counted = recounter.count(kept, recounter.judge(kept, settings.matchIouThreshold), settings);
        const AP50 = recounter.averagePrecision(kept, recounter.judge(kept, COCO_IOU_THRESHOLDS[0]!));

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
  const recounter = new SplitRecounter(prepared);
  const settings = { scoreThreshold: 0, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 300 };
  const kept = recounter.keep(settings.nmsIouThreshold, settings.maxDetections);
  const outcome = recounter.judge(kept, settings.matchIouThreshold);
  expect(recounter.count(kept, outcome, settings).operatingPoint.tp).toBe(3);
  // Precision 1/2 up to recall 1/3, 2/100 up to 2/3: 34 and 33 of 101 recalls.
  const AP50 = recounter.averagePrecision(kept, outcome);
  expect(AP50).toBeCloseTo((34 / 2 + 33 / 50) / 101, 12);
  expect(AP50).toBe(evaluateSplit('test', prepared, settings).coco.AP50);
});
