// Targets worked by hand: two images, two heads.
import { describe, expect, it } from 'vitest';
import type { HeadShape } from '../core/network/shapes.ts';
import { priorsOf } from './priors.ts';
import { buildTargets, type TargetObjects } from './targets.ts';

const square = (side: number) => ({ width: side, height: side });
const head = (stride: number, grid: number, ...sides: number[]): HeadShape => ({
  layer: { kind: 'yolo', anchors: sides.map(square), classes: 3, gaussian: false, scaleXY: 1 },
  layerIndex: 0,
  gridHeight: grid,
  gridWidth: grid,
  stride,
  receptiveField: 99,
});
const HEADS = [head(32, 2, 30, 60), head(16, 4, 12)];
const PRIORS = priorsOf(HEADS);
const BEST = { assignment: 'best', ratioThreshold: 2 } as const;

const BATCH: TargetObjects[] = [
  {
    boxes: [
      { x1: 34, y1: 2, x2: 62, y2: 30 }, // side 28, centre (48, 16): stride 32, row 0, column 1, anchor 0
      { x1: 4, y1: 36, x2: 14, y2: 46 }, // side 10, centre (9, 41): stride 16, row 2, column 0
    ],
    classIndexes: [2, 0],
    ignored: [],
  },
  {
    boxes: [{ x1: 2, y1: 2, x2: 62, y2: 64 }], // 60 x 62, centre (32, 33): stride 32, row 1, column 1, anchor 1
    classIndexes: [1],
    ignored: [
      { x1: 0, y1: 0, x2: 8, y2: 8 },
      { x1: 50, y1: 50, x2: 60, y2: 60 },
    ],
  },
];

describe('buildTargets', () => {
  const targets = buildTargets(BATCH, PRIORS, BEST);

  it('lists positives as rows of [B, rows of all heads]', () => {
    // 2 x 2 cells of 2 anchors, then 4 x 4 cells of 1: 24 rows an image.
    expect([...targets.rows]).toEqual([1 * 2 + 0, 8 + 2 * 4 + 0, 24 + (1 * 2 + 1) * 2 + 1]);
    expect([...targets.heads]).toEqual([0, 1, 0]);
  });

  it('gives each its box, its prior, and its class', () => {
    expect([...targets.boxes]).toEqual([34, 2, 62, 30, 4, 36, 14, 46, 2, 2, 62, 64]);
    // column, row, anchor, stride, scale_x_y
    expect([...targets.priors]).toEqual([
      ...[1, 0, 30, 30, 32, 1],
      ...[0, 2, 12, 12, 16, 1],
      ...[1, 1, 60, 60, 32, 1],
    ]);
    expect([...targets.classIndexes]).toEqual([2, 0, 1]);
  });

  it('lists all boxes and ignore regions of each image, padded with empty boxes', () => {
    expect(targets.regions.count).toBe(3);
    expect([...targets.regions.boxes]).toEqual([
      ...[34, 2, 62, 30, 4, 36, 14, 46, 0, 0, 0, 0],
      ...[2, 2, 62, 64, 0, 0, 8, 8, 50, 50, 60, 60],
    ]);
    expect([...targets.regions.ignored]).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('has no row, and room for one box, where there are no objects', () => {
    const none = buildTargets([{ boxes: [], classIndexes: [], ignored: [] }], PRIORS, BEST);
    expect(none.rows).toHaveLength(0);
    expect(none.regions.count).toBe(1);
    expect([...none.regions.boxes]).toEqual([0, 0, 0, 0]);
  });

  it('lists a row once when two objects claim it', () => {
    const twice: TargetObjects = {
      boxes: [
        { x1: 35, y1: 3, x2: 61, y2: 29 },
        { x1: 33, y1: 1, x2: 63, y2: 31 }, // exactly the anchor
      ],
      classIndexes: [0, 1],
      ignored: [],
    };
    const { rows, classIndexes } = buildTargets([twice], PRIORS, BEST);
    expect([...rows]).toEqual([2]);
    expect([...classIndexes]).toEqual([1]);
  });
});
