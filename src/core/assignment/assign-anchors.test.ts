// Assignment, worked by hand on a two-branch grid.
import { describe, expect, it } from 'vitest';
import { assignAnchors, type AssignableHead } from './assign-anchors.ts';

const square = (side: number) => ({ width: side, height: side });
const heads: AssignableHead[] = [
  { stride: 32, gridHeight: 4, gridWidth: 4, anchors: [square(64), square(100)] },
  { stride: 16, gridHeight: 8, gridWidth: 8, anchors: [square(16), square(32)] },
];
const box = (cx: number, cy: number, side: number) => ({
  x1: cx - side / 2,
  y1: cy - side / 2,
  x2: cx + side / 2,
  y2: cy + side / 2,
});

describe('best anchor (paper)', () => {
  const rule = { assignment: 'best', ratioThreshold: 2.5 } as const;
  it('takes the one anchor with the best shape, over all branches', () => {
    expect(assignAnchors([box(40, 70, 60)], heads, rule)).toEqual([
      { branch: 0, row: 2, column: 1, anchor: 0, object: 0 },
    ]);
  });
  it('leaves out objects of zero size or whose centre is outside', () => {
    expect(assignAnchors([box(40, 70, 0), box(-5, 10, 20), box(128, 10, 20)], heads, rule)).toEqual([]);
  });
  it('gives a cell claimed twice to the better fit', () => {
    expect(assignAnchors([box(8, 8, 20), box(8, 8, 17)], heads, rule)).toEqual([
      { branch: 1, row: 0, column: 0, anchor: 0, object: 1 },
    ]);
  });
});

it('by ratio, every anchor within the ratio is positive, and always the best one', () => {
  const rule = { assignment: 'ratio', ratioThreshold: 2 } as const;
  expect(assignAnchors([box(40, 70, 40)], heads, rule).map((p) => [p.branch, p.anchor])).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect(assignAnchors([box(40, 70, 4)], heads, rule).map((p) => [p.branch, p.anchor])).toEqual([[1, 0]]);
});
