// Reliability of scores, worked by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { FALSE, HIT, MISS } from './judged-table.ts';
import { scoreReliability } from './score-reliability.ts';
import { judgedRows } from './testing/judged-rows.ts';

const rows = (outcome: number, score: number, count: number) =>
  Array.from({ length: count }, () => ({ outcome, score }));

describe('scoreReliability', () => {
  // Scores of .875: 3 of 4 right. Scores of .5: 0 of 2. Missed objects have no score.
  const found = scoreReliability(
    judgedRows([
      ...rows(HIT, 0.875, 3),
      ...rows(FALSE, 0.875, 1),
      ...rows(FALSE, 0.5, 2),
      ...rows(MISS, 0, 5),
    ]),
  );
  it('has a bin where there are detections, with the share that is right', () => {
    expect(found.count).toBe(6);
    expect(
      found.bins.map(({ from, to, count, meanScore, hitShare }) => [from, to, count, meanScore, hitShare]),
    ).toEqual([
      [0.5, 0.55, 2, 0.5, 0],
      [0.85, 0.9, 4, 0.875, 0.75],
    ]);
  });
  it('weights the distance of each bin by its count', () => {
    expect(found.expectedCalibrationError).toBeCloseTo((2 * 0.5 + 4 * 0.125) / 6, 12);
  });
  it('puts a score of 1 into the last bin, and has nothing to say of nothing', () => {
    expect(scoreReliability(judgedRows(rows(HIT, 1, 1))).bins).toMatchObject([{ from: 0.95, to: 1 }]);
    expect(scoreReliability(judgedRows(rows(MISS, 0, 1)))).toEqual({
      bins: [],
      count: 0,
      expectedCalibrationError: 0,
    });
  });
});

describe('wilsonInterval', () => {
  it('equals the textbook: 8 of 10 lie between 49 % and 94 %', () => {
    const [low, high] = wilsonInterval(8, 10);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });
  it('holds the share, within [0, 1]', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (some, trials) => {
        const hits = Math.min(some, trials);
        const [low, high] = wilsonInterval(hits, trials);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low - 1e-12).toBeLessThanOrEqual(hits / trials);
        expect(high + 1e-12).toBeGreaterThanOrEqual(hits / trials);
      }),
    );
  });
});
