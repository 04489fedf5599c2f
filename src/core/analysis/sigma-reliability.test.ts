// Reliability of a Gaussian head's sigma, worked by hand.
import { describe, expect, it } from 'vitest';
import { prepareSplit } from '../metrics/evaluate-split.ts';
import { buildTable } from '../nms/testing/build-table.ts';
import { rankCorrelation } from '../statistics/rank-correlation.ts';
import { FALSE, HIT, judgeTable } from './judged-table.ts';
import { sigmaReliability } from './sigma-reliability.ts';
import { judgedRows } from './testing/judged-rows.ts';

describe('sigmaReliability', () => {
  const hit = (sideSigma: number, sideError: number) => ({ outcome: HIT, sideSigma, sideError });
  it('is nothing without a Gaussian head', () => {
    expect(sigmaReliability(judgedRows([hit(0, 3), { outcome: FALSE, sideSigma: 2 }]))).toBeNull();
  });
  it('bins by prediction, takes root mean squares, and leaves false positives out', () => {
    // 8 boxes of sigma 1 with errors 1 and 7, 8 of sigma 4 with error 4, given in mixed order.
    const rows = Array.from({ length: 8 }, (_, i) => [hit(4, 4), hit(1, i % 2 === 0 ? 1 : 7)]).flat();
    const found = sigmaReliability(judgedRows([...rows, { outcome: FALSE, sideSigma: 9, sideError: 0 }]))!;
    expect(found.bins).toEqual([
      { count: 8, predicted: 1, found: 5 },
      { count: 8, predicted: 4, found: 4 },
    ]);
    expect(found.count).toBe(16);
    // Mean of the squared ratios: (4 x 1 + 4 x 49 + 8 x 1) / 16.
    expect(found.errorRatio).toBeCloseTo(Math.sqrt(13), 12);
  });
  it('has one bin where there are few', () => {
    expect(sigmaReliability(judgedRows([hit(1, 2), hit(2, 4)]))).toMatchObject({
      bins: [{ count: 2 }],
      errorRatio: 2,
      rankCorrelation: 1,
    });
  });
});

it('the judged table has the error of the sides and what was predicted of them', () => {
  const candidates = buildTable([{ box: [3, 0, 14, 20], score: 0.9 }]);
  const table = { ...candidates, sigma: new Float32Array(4).fill(0.1), sideSigma: Float32Array.of(1, 7) };
  const object = { box: { x1: 0, y1: 0, x2: 10, y2: 20 }, classIndex: 0, area: 200 };
  const settings = { scoreThreshold: 0.3, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 9 };
  const judged = judgeTable(prepareSplit(table, new Map([['image-0.png', [object]]]), ['cat']), settings);
  // Left 3, right 4, upper and lower 0: the root of 25 / 4. Predicted: the root of (1 + 1 + 49 + 49) / 4.
  expect(judged.sideError[0]).toBe(2.5);
  expect(judged.sideSigma[0]).toBe(5);
});

describe('rankCorrelation', () => {
  const correlate = (a: readonly number[], b: readonly number[]) =>
    rankCorrelation(Float32Array.from(a), Float32Array.from(b));
  it('is 1 for whatever rises, -1 for what falls, and shares ranks among equals', () => {
    expect(correlate([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12);
    expect(correlate([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: 4.5 / sqrt(4.5 x 5).
    expect(correlate([1, 5, 5, 9], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  });
  it('does not exist for a constant', () => {
    expect(correlate([2, 2], [1, 2])).toBeNull();
    expect(correlate([], [])).toBeNull();
  });
});
