// The fast count behind sliders against the report's, for drawn candidates, settings and objects, ignore regions among them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GroundTruth } from '../matching/detection.ts';
import { withoutClasses } from '../matching/columns.ts';
import { scoreTable } from '../nms/scored-table.ts';
import { buildTable } from '../nms/testing/build-table.ts';
import { COCO_IOU_THRESHOLDS } from './coco-parameters.ts';
import { evaluateSplit, prepareSplit, recountSplit, type PreparedSplit } from './evaluate-split.ts';
import {
  countSurvivors,
  judgeSurvivors,
  keepForCounting,
  objectCounts,
  splitObjects,
  splitPrecision,
} from './split-recounter.ts';
import type { OperatingSettings } from './summary.ts';
import { anySettings, anySplit } from './testing/any-split.ts';

/** The steps one after another, as the inspector takes them. */
function recount({ table, groundTruth, classes }: PreparedSplit, settings: OperatingSettings) {
  const counted = withoutClasses(groundTruth, settings.muted?.classes);
  const objects = splitObjects(table, counted);
  const counts = objectCounts(counted, classes.length);
  const scored = scoreTable(table, settings);
  const kept = keepForCounting(scored, settings);
  const all = keepForCounting(scored, { ...settings, scoreThreshold: 0 });
  return {
    counted: countSurvivors(
      counts,
      judgeSurvivors(objects, scored, kept, settings.matchIouThreshold),
      settings,
    ),
    AP50: splitPrecision(
      counts,
      table.classIndex,
      judgeSurvivors(objects, scored, all, COCO_IOU_THRESHOLDS[0]!),
    ),
  };
}

it('counts and averages as the report does', () => {
  fc.assert(
    fc.property(anySplit, anySettings, (prepared, settings) => {
      const { counted, AP50 } = recount(prepared, settings);

      const report = evaluateSplit('test', prepared, settings);
      expect(counted.operatingPoint).toEqual(report.operatingPoint);
      expect(counted.operatingPoint).toEqual(recountSplit(prepared, settings).operatingPoint);
      expect(AP50).toBe(report.coco.AP50);
    }),
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
  const prepared = prepareSplit(buildTable(rows, 1), new Map([['image-0.png', objects]]), ['cat']);
  const settings = { scoreThreshold: 0, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 300 };
  const { counted, AP50 } = recount(prepared, settings);
  expect(counted.operatingPoint.tp).toBe(3);
  // Precision 1/2 up to recall 1/3, 2/100 up to 2/3: 34 and 33 of 101 recalls.
  expect(AP50).toBeCloseTo((34 / 2 + 33 / 50) / 101, 12);
  expect(AP50).toBe(evaluateSplit('test', prepared, settings).coco.AP50);
});
