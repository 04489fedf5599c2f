// Clusters of sizes: known ones are found, by every method; how many are worth it, and which branch gets which.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { CLUSTER_METHODS, clusterAnchors } from './cluster-anchors.ts';
import { distributeAnchors, distributeByField, distributeByGroups } from './distribute-anchors.ts';
import { meanFit } from './k-means.ts';
import { meanBestIou, shapeIou } from './shape-fit.ts';
import { binSizes, countDistinctSizes, sizeTable } from './size-table.ts';
import { kneeOf, suggestCount } from './suggest-count.ts';

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
    const few = many.slice(0, 4500); // below the number from which bins are used
    const fitOf = (trained: typeof many) =>
      meanBestIou(many, clusterAnchors(trained, { count: 6, seed: 0, restarts: 3 }));
    expect(Math.abs(fitOf(many) - fitOf(few))).toBeLessThan(0.005);
  });
  it.each(CLUSTER_METHODS)('%s finds the clusters, and returns any number', (method) => {
    for (const count of [1, 3, 30]) {
      const anchors = clusterAnchors(sizes, { count, seed: 0, method, generations: 50 });
      expect(anchors).toHaveLength(count);
      if (count === 3)
        anchors.forEach((anchor, i) => {
          expect(shapeIou(anchor, centres[i]!)).toBeGreaterThan(0.95);
        });
    }
  });

  it('centres of k-medoids are sizes of objects, and one large outlier pulls them less', () => {
    const withOutlier = [...sizes.slice(0, 30), { width: 400, height: 400 }];
    const [medoid] = clusterAnchors(withOutlier, { count: 1, seed: 0, method: 'kmedoids' });
    const [mean] = clusterAnchors(withOutlier, { count: 1, seed: 0 });
    expect(withOutlier).toContainEqual(medoid);
    expect(shapeIou(medoid!, centres[0]!)).toBeGreaterThan(shapeIou(mean!, centres[0]!) + 0.2);
  });

  it('k-medoids of many boxes are sizes of boxes as well', () => {
    const spread = createRandom(6);
    const many = Array.from({ length: 5000 }, () => ({
      width: 2 ** spread.uniform(3, 8),
      height: 2 ** spread.uniform(3, 8),
    }));
    for (const medoid of clusterAnchors(many, { count: 2, seed: 0, method: 'kmedoids', restarts: 1 }))
      expect(many).toContainEqual(medoid);
  });

  it('evolution never fits worse than k-means, and is the same for the same seed', () => {
    const spread = createRandom(7);
    const wide = Array.from({ length: 400 }, () => ({
      width: 2 ** spread.uniform(3, 8),
      height: 2 ** spread.uniform(3, 8),
    }));
    for (const metric of ['iou', 'ratio'] as const) {
      const options = { count: 4, seed: 2, restarts: 2, metric } as const;
      const means = clusterAnchors(wide, options);
      const evolved = clusterAnchors(wide, { ...options, method: 'evolve' });
      expect(meanFit(sizeTable(wide), evolved, metric)).toBeGreaterThan(
        meanFit(sizeTable(wide), means, metric),
      );
      expect(evolved).toEqual(clusterAnchors(wide, { ...options, method: 'evolve' }));
    }
  });
});

describe('fewer distinct sizes than anchors', () => {
  it.each(CLUSTER_METHODS)('%s keeps every size, and returns as many as asked for', (method) => {
    const few = [
      { width: 10, height: 20 },
      { width: 10, height: 20 },
      { width: 40, height: 40 },
    ];
    const options = { count: 5, seed: 0, method, generations: 20 };
    const anchors = clusterAnchors(few, options);
    expect(anchors).toHaveLength(5);
    expect(meanBestIou(few, anchors)).toBeCloseTo(1, 12);
    expect(new Set(anchors.map(({ width }) => width)).size).toBe(5);
    expect(clusterAnchors(few.slice(0, 1), options)).toHaveLength(5);
    expect(clusterAnchors([], options)).toHaveLength(5);
  });

  it('are counted', () => {
    const size = (width: number, height: number) => ({ width, height });
    const table = sizeTable([size(1, 2), size(2, 1), size(1, 2), size(1, 3), size(0, 3)]);
    expect(countDistinctSizes(table)).toBe(3);
  });
});

describe('the number of anchors', () => {
  it('the knee is furthest above the chord', () => {
    expect(kneeOf([0, 6, 9, 10, 10.5, 11])).toBe(2); // above it by 0, 3.8, 4.6, 3.4, 1.7, 0
    expect(kneeOf([1, 1, 1])).toBe(0);
  });

  it('is that of the clusters, and the whole curve comes along', () => {
    const random = createRandom(8);
    const clusters = [
      [12, 14],
      [50, 20],
      [30, 90],
      [150, 140],
    ];
    const table = sizeTable(
      clusters.flatMap(([width, height]) =>
        Array.from({ length: 40 }, () => ({
          width: width! * random.uniform(0.97, 1.03),
          height: height! * random.uniform(0.97, 1.03),
        })),
      ),
    );
    const { count, curve } = suggestCount(table, { seed: 0 });
    expect(count).toBe(4);
    expect(curve.map((point) => point.count)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(curve[3]!.meanBestIou).toBeGreaterThan(0.95);
    expect(suggestCount(sizeTable([]), { seed: 0 })).toEqual({ count: null, curve: [] });
    expect(suggestCount(sizeTable([{ width: 5, height: 5 }]), { seed: 0 }).count).toBe(1);
  });
});

describe('branches', () => {
  const squares = (...sides: number[]) => sides.map((side) => ({ width: side, height: side }));

  it('gives the smallest anchors to the finest branch', () => {
    const anchors = squares(1, 2, 3, 4, 5, 6);
    expect(distributeAnchors(anchors, [32, 16])).toEqual([
      { stride: 32, anchors: anchors.slice(3) },
      { stride: 16, anchors: anchors.slice(0, 3) },
    ]);
    expect(distributeAnchors(anchors, [8])).toEqual([{ stride: 8, anchors }]);
  });

  it('by field: the coarsest that an anchor spans twice and that sees it', () => {
    const branches = [
      { stride: 8, receptiveField: 100 },
      { stride: 16, receptiveField: 300 },
      { stride: 32, receptiveField: 200 },
    ];
    expect(distributeByField(squares(5, 20, 31, 32, 63, 64, 199, 250, 400), branches)).toEqual([
      { stride: 32, anchors: squares(64, 199) },
      { stride: 16, anchors: squares(32, 63, 250, 400) },
      { stride: 8, anchors: squares(5, 20, 31) },
    ]);
  });

  it('by field: COCO anchors go where YOLOv3 has them, but for the one at the border', () => {
    const sides = [10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326];
    const anchors = Array.from({ length: 9 }, (_, i) => ({
      width: sides[2 * i]!,
      height: sides[2 * i + 1]!,
    }));
    const found = distributeByField(
      anchors,
      [32, 16, 8].map((stride) => ({ stride, receptiveField: 900 })),
    );
    expect(found.map(({ anchors: own }) => own.length)).toEqual([4, 2, 3]);
  });

  it('by groups: whatever their order, the smallest are the finest', () => {
    const anchors = squares(10, 20, 30, 40);
    const expected = [
      { stride: 32, anchors: squares(30, 40) },
      { stride: 16, anchors: squares(10, 20) },
    ];
    expect(
      distributeByGroups(
        anchors,
        [
          [2, 3],
          [0, 1],
        ],
        [16, 32],
      ),
    ).toEqual(expected);
    expect(
      distributeByGroups(
        anchors,
        [
          [0, 1],
          [2, 3],
        ],
        [16, 32],
      ),
    ).toEqual(expected);
    expect(() => distributeByGroups(anchors, [[0, 1]], [16, 32])).toThrow('1 groups (mask), but there are 2');
  });
});

it.each(CLUSTER_METHODS)('%s: what is held stays, and the others go where it does not fit', (method) => {
  const sizes = [10, 11, 12, 40, 41, 42, 90, 92, 94].map((side) => ({ width: side, height: side }));
  const held = [{ width: 41, height: 41 }];
  const found = clusterAnchors(sizes, { count: 2, seed: 3, method, held });
  expect(found).toHaveLength(2);
  expect(found[0]!.width).toBeGreaterThan(9);
  expect(found[0]!.width).toBeLessThan(14);
  expect(found[1]!.width).toBeGreaterThan(85);
  expect(clusterAnchors([], { count: 1, seed: 3, method, held })).toHaveLength(1);
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
