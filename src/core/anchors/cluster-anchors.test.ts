// k-means on anchors: known clusters are found, and the fit never gets worse with more anchors.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { clusterAnchors } from './cluster-anchors.ts';
import { distributeAnchors } from './distribute-anchors.ts';
import { meanBestIou, shapeIou } from './shape-fit.ts';
import { binSizes, sizeTable } from './size-table.ts';

const size = fc.record({
  width: fc.double({ min: 1, max: 500, noNaN: true }),
  height: fc.double({ min: 1, max: 500, noNaN: true }),
});

describe('shapeIou', () => {
  it('by hand: 10x10 in 20x10 is one half', () => {
    expect(shapeIou({ width: 10, height: 10 }, { width: 20, height: 10 })).toBeCloseTo(0.5);
  });
  it('is symmetric, in [0, 1], and 1 on itself', () => {
    fc.assert(
      fc.property(size, size, (a, b) => {
        expect(shapeIou(a, b)).toBeCloseTo(shapeIou(b, a), 12);
        expect(shapeIou(a, b)).toBeLessThanOrEqual(1 + 1e-12);
        expect(shapeIou(a, a)).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('clusterAnchors', () => {
  const random = createRandom(1);
  const centres = [
    { width: 12, height: 14 },
    { width: 50, height: 48 },
    { width: 120, height: 90 },
  ];
  const sizes = centres.flatMap((centre) =>
    Array.from({ length: 80 }, () => ({
      width: centre.width * random.uniform(0.95, 1.05),
      height: centre.height * random.uniform(0.95, 1.05),
    })),
  );

  it('finds three well-separated clusters, smallest first', () => {
    const anchors = clusterAnchors(sizes, { count: 3, seed: 0 });
    anchors.forEach((anchor, i) => {
      expect(shapeIou(anchor, centres[i]!)).toBeGreaterThan(0.96);
    });
  });
  it('is the same for the same seed', () => {
    expect(clusterAnchors(sizes, { count: 5, seed: 3 })).toEqual(
      clusterAnchors(sizes, { count: 5, seed: 3 }),
    );
  });
  it('fits better with more anchors', () => {
    const fits = [1, 2, 3, 6].map((count) => meanBestIou(sizes, clusterAnchors(sizes, { count, seed: 0 })));
    expect([...fits].sort((a, b) => a - b)).toEqual(fits);
  });
  it('finds them by the ratio of sides as well', () => {
    const anchors = clusterAnchors(sizes, { count: 3, seed: 0, metric: 'ratio' });
    anchors.forEach((anchor, i) => {
      expect(shapeIou(anchor, centres[i]!)).toBeGreaterThan(0.96);
    });
  });
  it('fits as well on bins as on every box', () => {
    const spread = createRandom(5);
    const many = Array.from({ length: 24_000 }, () => ({
      width: 2 ** spread.uniform(3, 8),
      height: 2 ** spread.uniform(3, 8),
    }));
    const few = many.slice(0, 12_000); // below the number from which bins are used
    const fitOf = (trained: typeof many) =>
      meanBestIou(many, clusterAnchors(trained, { count: 6, seed: 0, restarts: 3 }));
    expect(Math.abs(fitOf(many) - fitOf(few))).toBeLessThan(0.005);
  });
  it('returns as many as asked for even when all boxes are alike or there are none', () => {
    const alike = Array.from({ length: 9 }, () => ({ width: 10, height: 20 }));
    expect(clusterAnchors(alike, { count: 4, seed: 0 })).toHaveLength(4);
    expect(clusterAnchors([], { count: 4, seed: 0 })).toHaveLength(4);
  });
});

it('gives the smallest anchors to the finest branch', () => {
  const anchors = [1, 2, 3, 4, 5, 6].map((side) => ({ width: side, height: side }));
  expect(distributeAnchors(anchors, [32, 16])).toEqual([
    { stride: 32, anchors: anchors.slice(3) },
    { stride: 16, anchors: anchors.slice(0, 3) },
  ]);
});

it('bins keep the number of boxes and their mean size', () => {
  const random = createRandom(9);
  const sizes = Array.from({ length: 500 }, () => ({
    width: random.uniform(5, 80),
    height: random.uniform(5, 80),
  }));
  const bins = binSizes(sizeTable([...sizes, { width: 0, height: 4 }]));
  const total = (values: Float64Array) => values.reduce((sum, value, i) => sum + value * bins.weight[i]!, 0);
  expect(bins.length).toBeLessThan(500);
  expect(bins.weight.reduce((a, b) => a + b)).toBe(500);
  expect(total(bins.width)).toBeCloseTo(
    sizes.reduce((sum, { width }) => sum + width, 0),
    6,
  );
});
