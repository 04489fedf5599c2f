// Overlap of boxes: what must hold for any two, and COCO's overlap with a crowd.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxArea, type Box } from './box.ts';
import { boxIou, crowdIou, intersectionArea } from './iou.ts';

const ROUNDING = 1e-12;
const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true });
const extent = fc.double({ min: 0.01, max: 1000, noNaN: true });
const anyBox = fc
  .tuple(coordinate, coordinate, extent, extent)
  .map(([x1, y1, width, height]): Box => ({ x1, y1, x2: x1 + width, y2: y1 + height }));

describe('boxIou', () => {
  it('is symmetric, in [0, 1], and 1 on the box itself', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const iou = boxIou(a, b);
        expect(boxIou(b, a)).toBeCloseTo(iou, 12);
        expect(iou).toBeGreaterThanOrEqual(0);
        expect(iou).toBeLessThanOrEqual(1 + ROUNDING);
        expect(boxIou(a, a)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('divides the common area by the area that either covers', () => {
    const left = { x1: 0, y1: 0, x2: 10, y2: 10 };
    expect(boxIou(left, { x1: 5, y1: 0, x2: 15, y2: 10 })).toBeCloseTo(50 / 150, 12);
    expect(boxIou(left, { x1: 10, y1: 0, x2: 20, y2: 10 })).toBe(0);
    expect(boxIou({ x1: 3, y1: 3, x2: 3, y2: 3 }, { x1: 3, y1: 3, x2: 3, y2: 3 })).toBe(0);
  });
});

describe('crowdIou', () => {
  it("is the share of the detection's own area inside the crowd", () => {
    const crowd = { x1: 0, y1: 0, x2: 100, y2: 100 };
    expect(crowdIou({ x1: 10, y1: 10, x2: 20, y2: 20 }, crowd)).toBe(1);
    expect(crowdIou({ x1: 95, y1: 0, x2: 105, y2: 10 }, crowd)).toBe(0.5);
    expect(crowdIou({ x1: 5, y1: 5, x2: 5, y2: 9 }, crowd)).toBe(0);
  });

  it('is at least the IoU', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (detection, crowd) => {
        expect(crowdIou(detection, crowd)).toBeGreaterThanOrEqual(boxIou(detection, crowd) - ROUNDING);
        expect(intersectionArea(detection, crowd)).toBeLessThanOrEqual(boxArea(crowd) * (1 + ROUNDING));
      }),
    );
  });
});
