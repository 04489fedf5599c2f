// A split with a branch cut: worked by hand, and against muting and counting.
import { describe, expect, it } from 'vitest';
import type { GroundTruth } from '../matching/detection.ts';
import { evaluateSplit, prepareSplit } from '../metrics/evaluate-split.ts';
import { buildTable, type TestCandidate } from '../nms/testing/build-table.ts';
import { cutBranches, warnOfCut } from './cut-branches.ts';

const settings = { scoreThreshold: 0.3, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 100 };
const object = (x1: number, side: number, ignore?: GroundTruth['ignore']): GroundTruth => ({
  box: { x1, y1: 0, x2: x1 + side, y2: side },
  classIndex: 0,
  area: side * side,
  ...(ignore && { ignore }),
});
const at = (image: number, x1: number, side: number, score: number, branch: number): TestCandidate => ({
  image,
  box: [x1, 0, x1 + side, side],
  score,
  classIndex: 0,
  branch,
});

/**
 * Image 0: a small object by branch 1, a small one by both, a large one by branch 0, and a false positive of branch 1. Image 1: a
 * medium object on which a better box of branch 0 (IoU 0.64 with branch 1's, which lies worse) is suppressed by branch 1.
 */
const candidates = [
  at(0, 0, 10, 0.9, 1),
  at(0, 20, 10, 0.8, 1),
  at(0, 20, 10, 0.7, 0),
  at(0, 100, 100, 0.9, 0),
  at(0, 300, 10, 0.6, 1),
  at(1, 0, 50, 0.5, 0),
  at(1, 22, 50, 0.8, 1),
  at(1, 200, 10, 0.9, 1),
];
const objects = [
  [object(0, 10), object(20, 10), object(100, 100)],
  [object(0, 50), object(200, 10, 'difficult'), object(400, 10)],
];
const prepared = prepareSplit(
  buildTable(candidates, 2),
  new Map(objects.map((list, i) => [`image-${i}.png`, list])),
  ['cell'],
);

describe('cutting a branch', () => {
  // At NMS IoU 0.3 branch 1's box at 22 (IoU 28 / 72 = 0.39) suppresses branch 0's at 0.
  const loose = { ...settings, nmsIouThreshold: 0.3 };
  const cut = cutBranches(prepared, loose, [1]);

  it('tells the objects that are lost and gained, and leaves out those that do not count', () => {
    expect(cut.lost).toEqual([{ image: 0, groundTruth: 0, classIndex: 0, size: 'small' }]);
    expect(cut.gained).toEqual([{ image: 1, groundTruth: 0, classIndex: 0, size: 'medium' }]);
    expect(cut.objects).toBe(5);
  });

  it('counts by size and by image', () => {
    expect(cut.sizes).toEqual([
      { size: 'small', objects: 3, foundBefore: 2, lost: 1, gained: 0 },
      { size: 'medium', objects: 1, foundBefore: 0, lost: 0, gained: 1 },
      { size: 'large', objects: 1, foundBefore: 1, lost: 0, gained: 0 },
    ]);
    expect(cut.images).toEqual([
      { image: 0, lost: 1, gained: 0 },
      { image: 1, lost: 0, gained: 1 },
    ]);
  });

  it('has the counts and the AP50 of the evaluation with the branch muted', () => {
    const muted = { branches: [1], anchors: [], classes: [] };
    for (const [found, at] of [
      [cut.before, loose],
      [cut.after, { ...loose, muted }],
    ] as const) {
      const { coco, operatingPoint } = evaluateSplit('test', prepared, at);
      expect(found).toMatchObject({ found: operatingPoint.tp, falsePositives: operatingPoint.fp });
      expect(found.AP50).toBeCloseTo(coco.AP50, 9);
    }
  });

  it('keeps what was muted before', () => {
    const { before } = cutBranches(
      prepared,
      { ...loose, muted: { branches: [0], anchors: [], classes: [] } },
      [1],
    );
    expect(before.found).toBe(2);
    const none = cutBranches(prepared, { ...loose, muted: { branches: [], anchors: [], classes: [0] } }, [1]);
    expect(none).toMatchObject({ objects: 0, lost: [], gained: [], sizes: [] });
  });

  it('warns where many of a size are lost', () => {
    expect(warnOfCut(cut, 'the stride-8 branch')).toBe(
      'cutting the stride-8 branch loses 1 of 3 small objects',
    );
    const sizes = [{ size: 'large', objects: 100, foundBefore: 100, lost: 4, gained: 0 }] as const;
    expect(warnOfCut({ sizes }, 'it')).toBeNull();
  });
});
