// What must hold of suppression by any method, for any input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxIou } from '../boxes/iou.ts';
import type { CandidateTable } from '../decode/candidate-table.ts';
import { BELOW_SCORE, BEYOND_MAXIMUM, KEPT } from './kernel.ts';
import {
  dependsOnWeakCandidates,
  movesBoxes,
  SUPPRESSION_METHODS,
  type SuppressionRule,
  type SuppressionSettings,
} from './rule.ts';
import { scoreTable } from './scored-table.ts';
import { candidateScores } from './scores.ts';
import { suppressSplit } from './suppress-split.ts';
import { suppressOverlaps, type Suppression } from './suppress.ts';
import { buildTable } from './testing/build-table.ts';

const whole = (table: CandidateTable) => ({ start: 0, end: table.length });
const keptRows = ({ survivors }: Suppression) => survivors.map(({ row }) => row);
const boxOf = (table: CandidateTable, row: number) => ({
  x1: table.x1[row]!,
  y1: table.y1[row]!,
  x2: table.x2[row]!,
  y2: table.y2[row]!,
});

const candidate = fc.record({
  box: fc
    .tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .map(([x, y, w, h]): [number, number, number, number] => [x, y, x + w, y + h]),
  score: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
  classIndex: fc.nat(2),
});
const anyRule = fc.record({
  method: fc.constantFrom(...SUPPRESSION_METHODS),
  acrossClasses: fc.boolean(),
  diouBeta: fc.constantFrom(0.6, 1),
  softSigma: fc.constantFrom(0.1, 0.5),
  votingSigma: fc.constantFrom(0.02, 0.1),
  fusedScore: fc.constantFrom('max' as const, 'mean' as const),
});
const anySettings = fc.record({
  scoreThreshold: fc.constantFrom(0, 0.1, 0.5),
  nmsIouThreshold: fc.constantFrom(0, 0.3, 0.5, 1),
  maxDetections: fc.constantFrom(1, 5, 100),
  suppression: anyRule,
});
type Chosen = SuppressionSettings & { readonly suppression: SuppressionRule };

describe('any suppression', () => {
  const check = (
    property: (table: CandidateTable, chosen: Chosen) => void,
    holds: (rule: SuppressionRule) => boolean = () => true,
  ) =>
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 40 }),
        anySettings.filter(({ suppression }) => holds(suppression)),
        (candidates, chosen) => property(buildTable(candidates), chosen),
      ),
      { numRuns: 300 },
    );
  const sameGroup = (table: CandidateTable, { suppression }: Chosen, a: number, b: number) =>
    suppression.acrossClasses || table.classIndex[a] === table.classIndex[b];

  it('changes nothing when it is run again on what it kept, where boxes and scores stay', () => {
    check(
      (table, chosen) => {
        const once = keptRows(suppressOverlaps(table, whole(table), chosen));
        expect(keptRows(suppressOverlaps(table, Uint32Array.from(once), chosen))).toEqual(once);
      },
      ({ method }) => method === 'greedy' || method === 'diou',
    );
  });

  it('keeps no two boxes of a class that overlap by more than the threshold, where it is greedy', () => {
    check(
      (table, chosen) => {
        const kept = keptRows(suppressOverlaps(table, whole(table), chosen));
        for (const a of kept)
          for (const b of kept) {
            if (a === b || !sameGroup(table, chosen, a, b)) continue;
            expect(boxIou(boxOf(table, a), boxOf(table, b))).toBeLessThanOrEqual(chosen.nmsIouThreshold);
          }
      },
      ({ method }) => method === 'greedy' || method === 'voting',
    );
  });

  it('spares with `diou` whatever it spares without', () => {
    check(
      (table, chosen) => {
        const plain = {
          ...chosen,
          maxDetections: 100,
          suppression: { ...chosen.suppression, method: 'greedy' },
        } as const;
        const spared = suppressOverlaps(table, whole(table), { ...plain, suppression: chosen.suppression });
        expect(spared.survivors.length).toBeGreaterThanOrEqual(
          suppressOverlaps(table, whole(table), plain).survivors.length,
        );
        spared.iou.forEach((iou, row) => {
          if (spared.suppressedBy[row]! >= 0) expect(iou).toBeGreaterThan(chosen.nmsIouThreshold);
        });
      },
      ({ method }) => method === 'diou',
    );
  });

  it('gives survivors by descending score, at least the threshold, at most the maximum', () => {
    check((table, chosen) => {
      const { survivors } = suppressOverlaps(table, whole(table), chosen);
      expect(survivors.length).toBeLessThanOrEqual(chosen.maxDetections);
      const scores = survivors.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      // A mean in 32 bits may round to just below.
      for (const score of scores) expect(score).toBeGreaterThanOrEqual(chosen.scoreThreshold - 1e-7);
    });
  });

  it('says of every row why it is there or not, and names a better one of the class that overlaps it', () => {
    check((table, chosen) => {
      const own = candidateScores(table);
      const result = suppressOverlaps(table, whole(table), chosen);
      const kept = keptRows(result);
      const moved = movesBoxes(chosen.suppression);
      result.suppressedBy.forEach((by, row) => {
        expect(by === KEPT).toBe(kept.includes(row));
        expect(by === BELOW_SCORE).toBe(own[row]! < chosen.scoreThreshold);
        if (by === BEYOND_MAXIMUM) expect(kept).toHaveLength(chosen.maxDetections);
        if (by < 0) return;
        expect([KEPT, BEYOND_MAXIMUM]).toContain(result.suppressedBy[by]);
        // Softly, one that others lowered already may be lowered most by a box that was weaker at first.
        const better = chosen.suppression.method.startsWith('soft') ? result.score : own;
        expect(better[by]).toBeGreaterThanOrEqual(better[row]!);
        expect(sameGroup(table, chosen, by, row)).toBe(true);
        if (chosen.suppression.method === 'fusion')
          expect(result.iou[row]).toBeGreaterThan(chosen.nmsIouThreshold);
        else expect(result.iou[row]).toBeCloseTo(boxIou(boxOf(table, by), boxOf(table, row)), 6);
      });
      if (moved) return;
      for (const { row, box } of result.survivors) expect(box).toEqual(boxOf(table, row));
    });
  });

  it('keeps at a threshold what it keeps without one and reaches it, where weak candidates do not matter', () => {
    check(
      (table, chosen) => {
        const all = { ...chosen, maxDetections: 100 };
        const without = suppressOverlaps(table, whole(table), { ...all, scoreThreshold: 0 });
        expect(suppressOverlaps(table, whole(table), all).survivors).toEqual(
          without.survivors.filter(({ score }) => score >= Math.fround(chosen.scoreThreshold)),
        );
      },
      (rule) => !dependsOnWeakCandidates(rule),
    );
  });

  it('gives the same for a whole split as image by image', () => {
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
            return suppressOverlaps(table, range, chosen).survivors;
          });
          const split = suppressSplit(scored, chosen);
          const found = Array.from(split.row, (row, i) => ({
            row,
            score: split.score[i],
            box: { x1: split.x1[i], y1: split.y1[i], x2: split.x2[i], y2: split.y2[i] },
          }));
          expect(found).toEqual(expected);
        },
      ),
    );
  });
});
