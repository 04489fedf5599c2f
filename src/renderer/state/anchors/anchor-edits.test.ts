// Tests of edits of anchors, and of the line of one IoU around them.
import { expect, test } from 'vitest';
import type { BranchRecipe } from '../../../contract/recipe.ts';
import { shapeIou } from '../../../core/anchors/shape-fit.ts';
import { listAnchors, moveAnchor, removeAnchor, resizeAnchor, toggleBranch } from './anchor-edits.ts';
import { iouContour } from './iou-contour.ts';

const BRANCHES: BranchRecipe[] = [
  {
    stride: 32,
    anchors: [
      [60, 60],
      [100, 90],
    ],
  },
  { stride: 16, anchors: [[20, 20]] },
];

test('anchors are counted from the finest branch', () => {
  expect(listAnchors(BRANCHES).map(({ number, stride, width }) => [number, stride, width])).toEqual([
    [1, 16, 20],
    [2, 32, 60],
    [3, 32, 100],
  ]);
});

test('an anchor moves to a branch that is made for it, and the emptied branch goes', () => {
  const moved = moveAnchor(BRANCHES, { stride: 16, index: 0 }, 8);
  expect(moved.map(({ stride }) => stride)).toEqual([32, 8]);
  expect(moved[1]?.anchors).toEqual([[20, 20]]);
  expect(BRANCHES[1]?.anchors).toEqual([[20, 20]]);
});

test('the last anchor and the last branch stay', () => {
  const single = [BRANCHES[1]!];
  expect(removeAnchor(single, { stride: 16, index: 0 })).toEqual(single);
  expect(toggleBranch(single, 16, 3)).toEqual(single);
});

test('a resized anchor leaves the others alone', () => {
  const resized = resizeAnchor(BRANCHES, { stride: 32, index: 1 }, [110, 80]);
  expect(resized[0]?.anchors).toEqual([
    [60, 60],
    [110, 80],
  ]);
});

test.each([0.5, 0.7])('the drawn line is where the IoU with the anchor is %s', (iou) => {
  const line = iouContour({ width: 40, height: 25 }, iou);
  for (const [width, height] of line)
    expect(shapeIou({ width, height }, { width: 40, height: 25 })).toBeCloseTo(iou, 6);
  expect(Math.min(...line.map(([width]) => width))).toBeCloseTo(40 * iou, 6);
  expect(Math.max(...line.map(([width]) => width))).toBeCloseTo(40 / iou, 6);
});
