// Suppression: examples worked by hand.
import { describe, expect, it } from 'vitest';
import type { CandidateTable } from '../decode/candidate-table.ts';
import { BELOW_SCORE, BEYOND_MAXIMUM, KEPT } from './kernel.ts';
import { GREEDY } from './rule.ts';
import { scoreTable } from './scored-table.ts';
import {
  candidateScores,
  NOTHING_MUTED,
  PLAIN_SCORE,
  type MutedCandidates,
  type ScoreCriterion,
} from './scores.ts';
import { suppressSplit } from './suppress-split.ts';
import { suppressOverlaps, type Suppression } from './suppress.ts';
import { buildTable } from './testing/build-table.ts';

const settings = { scoreThreshold: 0.1, nmsIouThreshold: 0.5, maxDetections: 100 };
const whole = (table: CandidateTable) => ({ start: 0, end: table.length });
const keptRows = ({ survivors }: Suppression) => survivors.map(({ row }) => row);
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
    expect(keptRows(result)).toEqual([1, 2]);
    expect([...result.suppressedBy]).toEqual([1, KEPT, KEPT]);
    expect(result.iou[0]).toBeCloseTo(8 / 12, 6);
    expect(result.iou[1]).toBe(0);
  });

  it('names the best-scored of several suppressors', () => {
    const result = suppressOverlaps(chain, Uint32Array.of(1, 2, 0), { ...settings, nmsIouThreshold: 0.6 });
    expect(keptRows(result)).toEqual([1, 2]);
    expect([...result.suppressedBy]).toEqual([KEPT, KEPT, 1]);
  });

  it('suppresses when IoU is greater than the threshold, not when it is equal', () => {
    const halves = buildTable([
      { box: [0, 0, 10, 10], score: 0.9 },
      { box: [0, 0, 10, 5], score: 0.8 },
    ]);
    expect(keptRows(suppressOverlaps(halves, whole(halves), settings))).toHaveLength(2);
    expect(
      keptRows(suppressOverlaps(halves, whole(halves), { ...settings, nmsIouThreshold: 0.49 })),
    ).toHaveLength(1);
  });

  it('leaves other classes alone unless told otherwise', () => {
    const two = buildTable([
      { box: [0, 0, 10, 10], score: 0.8, classIndex: 0 },
      { box: [0, 0, 10, 10], score: 0.9, classIndex: 3 },
    ]);
    expect(keptRows(suppressOverlaps(two, whole(two), settings))).toEqual([1, 0]);
    const agnostic = suppressOverlaps(two, whole(two), {
      ...settings,
      suppression: { ...GREEDY, acrossClasses: true },
    });
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
    expect(keptRows(suppressOverlaps(ties, whole(ties), settings))).toEqual([2, 3, 0]);
    expect(keptRows(suppressOverlaps(ties, { start: 1, end: 1 }, settings))).toHaveLength(0);
  });

  it('never keeps a score that is not a number', () => {
    const table = buildTable([
      { box: [0, 0, 10, 10], score: Number.NaN },
      { box: [0, 0, 10, 10], score: 0.9 },
    ]);
    expect([...suppressOverlaps(table, whole(table), settings).suppressedBy]).toEqual([BELOW_SCORE, KEPT]);
  });
});

describe('a muted candidate', () => {
  it('is dropped, so that what it suppressed comes back', () => {
    const table = buildTable([
      { box: [0, 0, 10, 10], score: 0.9, classIndex: 1 },
      { box: [0, 0, 10, 9], score: 0.8 },
    ]);
    const across = { ...settings, scoreThreshold: 0, suppression: { ...GREEDY, acrossClasses: true } };
    const rows = (muted: MutedCandidates) =>
      Array.from(suppressSplit(scoreTable(table, { muted }), across).row);
    expect(rows(NOTHING_MUTED)).toEqual([0]);
    expect(rows({ ...NOTHING_MUTED, classes: [1] })).toEqual([1]);
    expect(rows({ ...NOTHING_MUTED, anchors: [[0, 0]] })).toEqual([]);
    expect(rows({ ...NOTHING_MUTED, branches: [1] })).toEqual([0]);
  });
});

describe('diou', () => {
  it('spares a box whose centre lies apart', () => {
    // IoU 8 / 12; centres 2 apart, diagonal of both squared 12 * 12 + 10 * 10.
    const table = buildTable([
      { box: [0, 0, 10, 10], score: 0.9 },
      { box: [2, 0, 12, 10], score: 0.8 },
    ]);
    const at = (nmsIouThreshold: number, diouBeta: number) =>
      suppressOverlaps(table, whole(table), {
        ...settings,
        nmsIouThreshold,
        suppression: { ...GREEDY, method: 'diou', diouBeta },
      });
    const penalty = 4 / 244;
    expect(keptRows(at(8 / 12 - penalty - 0.001, 1))).toEqual([0]);
    expect(keptRows(at(8 / 12 - penalty + 0.001, 1))).toEqual([0, 1]);
    expect(keptRows(at(8 / 12 - penalty ** 0.5 - 0.001, 0.5))).toEqual([0]);
    expect(keptRows(at(8 / 12 - penalty ** 0.5 + 0.001, 0.5))).toEqual([0, 1]);
    expect(at(0.5, 1).iou[1]).toBeCloseTo(8 / 12, 6);
  });
});

describe('voting', () => {
  const pair = [
    { box: [0, 0, 10, 10], score: 0.9 },
    { box: [2, 0, 12, 10], score: 0.8 },
  ] as const;
  const suppression = { ...GREEDY, method: 'voting', votingSigma: 0.1 } as const;
  const closeness = Math.exp(-((1 - 8 / 12) ** 2) / 0.1);

  it('moves the sides of the kept box by closeness, and by certainty where it is known', () => {
    const table = buildTable(pair);
    const [plain] = suppressOverlaps(table, whole(table), { ...settings, suppression }).survivors;
    expect(plain!.box.x1).toBeCloseTo((2 * closeness) / (1 + closeness), 5);
    expect(plain!.box.y1).toBe(0);
    expect(plain!.score).toBeCloseTo(0.9, 6);
    // The second is three times as sure of its vertical sides, so it weighs nine times as much there.
    const sure = { ...table, sideSigma: Float32Array.of(3, 1, 1, 1) };
    const [moved] = suppressOverlaps(sure, whole(table), { ...settings, suppression }).survivors;
    expect(moved!.box.x2).toBeCloseTo((10 / 9 + 12 * closeness) / (1 / 9 + closeness), 5);
  });

  it('leaves the vote to those that reach the score threshold', () => {
    const table = buildTable(pair);
    const at = { ...settings, scoreThreshold: 0.85, suppression };
    expect(suppressOverlaps(table, whole(table), at).survivors[0]!.box).toEqual(boxOf(table, 0));
  });
});

describe('the score', () => {
  it('is the product of powers, without what is left out', () => {
    const table = { ...buildTable([{ box: [0, 0, 1, 1], score: 0.5 }]), objectness: Float32Array.of(0.25) };
    const gaussian = { ...table, sigma: Float32Array.of(0.1, 0.2, 0.3, 0.2) };
    const score = (of: CandidateTable, criterion: Partial<ScoreCriterion>) =>
      candidateScores(of, { criterion: { ...PLAIN_SCORE, ...criterion } })[0];
    expect(score(table, {})).toBe(0.125);
    expect(score(table, { objectnessPower: 0.5 })).toBe(0.25);
    expect(score(table, { classPower: 0 })).toBe(0.25);
    expect(score(gaussian, {})).toBeCloseTo(0.1, 6);
    expect(score(gaussian, { sigmaPower: 2 })).toBeCloseTo(0.08, 6);
    expect(score(gaussian, { sigmaPower: 0 })).toBe(0.125);
  });
});
