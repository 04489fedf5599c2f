// Two images worked by hand: where the false positives are.
import { expect, it } from 'vitest';
import { judgeTable } from '../analysis/judged-table.ts';
import type { GroundTruth } from '../matching/detection.ts';
import { prepareSplit } from '../metrics/evaluate-split.ts';
import { buildTable } from '../nms/testing/build-table.ts';
import { inspectSplit } from './inspect-split.ts';

const SETTINGS = { scoreThreshold: 0.4, nmsIouThreshold: 1, matchIouThreshold: 0.5, maxDetections: 100 };
const object = (x: number, classIndex: number): GroundTruth => ({
  box: { x1: x, y1: 0, x2: x + 10, y2: 10 },
  classIndex,
  area: 100,
});
const at = (x: number) => [x, 0, x + 10, 10] as const;

it('counts by class, kind, branch and anchor, the worst image first', () => {
  const table = {
    ...buildTable(
      [
        { image: 0, box: at(0), score: 0.9, classIndex: 0 }, // a hit
        { image: 1, box: at(0), score: 0.8, classIndex: 1 }, // wrongly named
        { image: 1, box: at(50), score: 0.7, classIndex: 0 }, // background
      ],
      3,
    ),
    branch: Uint8Array.of(0, 1, 1),
    anchor: Uint8Array.of(2, 0, 1),
  };
  const groundTruth = new Map([
    ['image-0.png', [object(0, 0)]],
    ['image-1.png', [object(0, 0)]],
    ['image-2.png', [object(0, 1), object(20, 1)]],
  ]);
  const judged = judgeTable(prepareSplit(table, groundTruth, ['a', 'b', 'c']), SETTINGS);
  const { kinds, classes, branches, anchors, images } = inspectSplit(judged, 3, 3);
  expect(kinds).toMatchObject({ classification: 1, background: 1, localization: 0, missed: 2 });
  expect(classes.map(({ tp, fp, missed }) => [tp, fp, missed])).toEqual([
    [1, 1, 1],
    [0, 1, 2],
    [0, 0, 0],
  ]);
  expect(classes[1]!.kinds).toMatchObject({ classification: 1, missed: 2 });
  expect(branches.map(({ branch, tp, fp }) => [branch, tp, fp])).toEqual([
    [0, 1, 0],
    [1, 0, 2],
  ]);
  expect(anchors.map(({ branch, anchor, fp }) => [branch, anchor, fp])).toEqual([
    [0, 2, 0],
    [1, 0, 1],
    [1, 1, 1],
  ]);
  expect(images).toEqual([
    { image: 1, tp: 0, fp: 2, missed: 1 },
    { image: 2, tp: 0, fp: 0, missed: 2 },
    { image: 0, tp: 1, fp: 0, missed: 0 },
  ]);
});
