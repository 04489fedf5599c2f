// Suppression: examples worked by hand, and what must hold for any input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxIou } from '../boxes/iou.ts';
import type { CandidateTable } from '../decode/candidate-table.ts';
import { BELOW_SCORE, BEYOND_MAXIMUM, KEPT } from './greedy.ts';
import { candidateScores, scoreTable } from './scored-table.ts';
import { suppressSplit } from './suppress-split.ts';
import { suppressOverlaps } from './suppress.ts';
import { buildTable, type TestCandidate } from './testing/build-table.ts';

const settings = { scoreThreshold: 0.1, nmsIouThreshold: 0.5, maxDetections: 100 };
const whole = (table: CandidateTable) => ({ start: 0, end: table.length });
const boxOf = (table: CandidateTable, row: number) => ({
  x1: table.x1[row]!,
  y1: table.y1[row]!,
  x2: table.x2[row]!,
  y2: table.y2[row]!,
});

describe('suppressOverlaps', () => {
  // Three boxes in a row, each shifted by 2 of 10: neighbours overlap by 8 / 12, the outer two by 6 / 14.
  const chain = buildTable([
    { box: [2, 0, 12, 10], score: 0.8 },
    { box: [0, 0, 10, 10], score: 0.9 },
    { box: [4, 0, 14, 10], score: 0.7 },
  ]);

  it('keeps a box whose only rival was itself suppressed', () => {
    const result = suppressOverlaps(chain, whole(chain), settings);
    expect([...result.kept]).toEqual([1, 2]);
    expect([...result.suppressedBy]).toEqual([1, KEPT, KEPT]);
    expect(result.iou[0]).toBeCloseTo(8 / 12, 6);
    expect(result.iou[1]).toBe(0);
  });

  it('names the best-scored of several suppressors', () => {
    const result = suppressOverlaps(chain, Uint32Array.of(1, 2, 0), { ...settings, nmsIouThreshold: 0.6 });
    expect([...result.kept]).toEqual([1, 2]);
    expect([...result.suppressedBy]).toEqual([KEPT, KEPT, 1]);
  });

  it('suppresses when IoU is greater than the threshold, not when it is equal', () => {
    const halves = buildTable([
      { box: [0, 0, 10, 10], score: 0.9 },
      { box: [0, 0, 10, 5], score: 0.8 },
    ]);
    expect(suppressOverlaps(halves, whole(halves), settings).kept).toHaveLength(2);
    expect(suppressOverlaps(halves, whole(halves), { ...settings, nmsIouThreshold: 0.49 }).kept).toHaveLength(
      1,
    );
  });

  it('leaves other classes alone unless told otherwise', () => {
    const two = buildTable([
      { box: [0, 0, 10, 10], score: 0.8, classIndex: 0 },
      { box: [0, 0, 10, 10], score: 0.9, classIndex: 3 },
    ]);
    expect([...suppressOverlaps(two, whole(two), settings).kept]).toEqual([1, 0]);
    const agnostic = suppressOverlaps(two, whole(two), { ...settings, classAware: false });
    expect([...agnostic.suppressedBy]).toEqual([1, KEPT]);
  });

  it('tells low scores and the maximum from suppression', () => {
    const table = buildTable([
      { box: [0, 0, 10, 10], score: 0.9 },
      { box: [20, 0, 30, 10], score: 0.8 },
      { box: [1, 0, 11, 10], score: 0.7 },
      { box: [0, 0, 10, 10], score: 0.05 },
    ]);
    const result = suppressOverlaps(table, whole(table), { ...settings, maxDetections: 1 });
    expect([...result.suppressedBy]).toEqual([KEPT, BEYOND_MAXIMUM, 0, BELOW_SCORE]);
  });

  it('keeps equal scores in row order, boxes without area, and nothing of an empty range', () => {
    const ties = buildTable([
      { box: [0, 0, 10, 10], score: 0.5 },
      { box: [0, 0, 10, 10], score: 0.5 },
      { box: [3, 3, 3, 3], score: 0.9 },
      { box: [3, 3, 3, 3], score: 0.9 },
    ]);
    expect([...suppressOverlaps(ties, whole(ties), settings).kept]).toEqual([2, 3, 0]);
    expect(suppressOverlaps(ties, { start: 1, end: 1 }, settings).kept).toHaveLength(0);
  });

  it('never keeps a score that is not a number', () => {
    const table = buildTable([
      { box: [0, 0, 10, 10], score: Number.NaN },
      { box: [0, 0, 10, 10], score: 0.9 },
    ]);
    expect([...suppressOverlaps(table, whole(table), settings).suppressedBy]).toEqual([BELOW_SCORE, KEPT]);
  });
});

const candidate = fc.record({
  box: fc
    .tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .map(([x, y, w, h]): [number, number, number, number] => [x, y, x + w, y + h]),
  score: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
  classIndex: fc.nat(2),
});
const anySettings = fc.record({
  scoreThreshold: fc.constantFrom(0, 0.1, 0.5),
  nmsIouThreshold: fc.constantFrom(0, 0.3, 0.5, 1),
  maxDetections: fc.constantFrom(1, 5, 100),
  classAware: fc.boolean(),
});

describe('suppressSplit', () => {
  it('drops rows that were muted by a score below 0, so that what they suppressed comes back', () => {
    const table = buildTable([
      { box: [0, 0, 10, 10], score: 0.9 },
      { box: [0, 0, 10, 9], score: 0.8 },
    ]);
    const rows = (scores?: Float32Array) =>
      Array.from(suppressSplit(scoreTable(table, scores), { ...settings, scoreThreshold: 0 }).row);
    expect(rows()).toEqual([0]);
    expect(rows(Float32Array.of(-1, 0.8))).toEqual([1]);
  });
});

describe('any suppression', () => {
  const check = (
    property: (candidates: TestCandidate[], chosen: typeof settings & { classAware: boolean }) => void,
  ) => fc.assert(fc.property(fc.array(candidate, { maxLength: 40 }), anySettings, property));

  it('changes nothing when it is run again on what it kept', () => {
    check((candidates, chosen) => {
      const table = buildTable(candidates);
      const once = suppressOverlaps(table, whole(table), chosen).kept;
      expect(suppressOverlaps(table, once, chosen).kept).toEqual(once);
    });
  });

  it('keeps no two boxes of a class that overlap by more than the threshold', () => {
    check((candidates, chosen) => {
      const table = buildTable(candidates);
      const { kept } = suppressOverlaps(table, whole(table), chosen);
      for (const a of kept)
        for (const b of kept) {
          if (a === b || (chosen.classAware && table.classIndex[a] !== table.classIndex[b])) continue;
          expect(boxIou(boxOf(table, a), boxOf(table, b))).toBeLessThanOrEqual(chosen.nmsIouThreshold);
        }
    });
  });

  it('blames a kept row of the class with a score at least as high and an overlap above the threshold', () => {
    check((candidates, chosen) => {
      const table = buildTable(candidates);
      const scores = candidateScores(table);
      const { kept, suppressedBy, iou } = suppressOverlaps(table, whole(table), chosen, scores);
      expect(kept.length).toBeLessThanOrEqual(chosen.maxDetections);
      suppressedBy.forEach((by, row) => {
        expect(by === KEPT).toBe(kept.includes(row));
        expect(by === BELOW_SCORE).toBe(scores[row]! < chosen.scoreThreshold);
        if (by < 0) return;
        expect(kept).toContain(by);
        expect(scores[by]).toBeGreaterThanOrEqual(scores[row]!);
        if (chosen.classAware) expect(table.classIndex[by]).toBe(table.classIndex[row]);
        expect(iou[row]).toBeCloseTo(boxIou(boxOf(table, by), boxOf(table, row)), 6);
      });
    });
  });

  it('gives the same rows for a whole split as image by image', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(candidate, { maxLength: 15 }), { maxLength: 4 }),
        anySettings,
        (images, chosen) => {
          const rows = images.flatMap((list, image) => list.map((entry) => ({ ...entry, image })));
          const table = buildTable(rows, images.length);
          const scored = scoreTable(table);
          const expected = images.flatMap((_, image) => {
            const range = { start: scored.ranges.start[image]!, end: scored.ranges.end[image]! };
            return [...suppressOverlaps(table, range, chosen).kept];
          });
          expect([...suppressSplit(scored, chosen).row]).toEqual(expected);
        },
      ),
    );
  });
});
