// A split worked by hand: every kind of row, the matrix, the groups, the ledger, thresholds.
import { describe, expect, it } from 'vitest';
import { compareFalsePositives } from '../ledger/compare-false-positives.ts';
import type { GroundTruth } from '../matching/detection.ts';
import { prepareSplit } from '../metrics/evaluate-split.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { buildTable, type TestCandidate } from '../nms/testing/build-table.ts';
import { countGroups, sizeOf } from './breakdown.ts';
import { confusionMatrix } from './confusion.ts';
import { findScoreThreshold } from './find-threshold.ts';
import { JUDGED_OUTCOMES, judgeTable, type JudgedTable } from './judged-table.ts';
import { ERROR_KINDS } from '../errors/error-kind.ts';

const settings = { scoreThreshold: 0.3, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 100 };
const object = (x1: number, classIndex: number, ignore?: GroundTruth['ignore']): GroundTruth => ({
  box: { x1, y1: 0, x2: x1 + 10, y2: 10 },
  classIndex,
  area: 100,
  ...(ignore && { ignore }),
});
/** Image 0: a hit, a wrong name on another object, a false one on background, an object nothing found. Image 1: ignored. */
const candidates: readonly TestCandidate[] = [
  { image: 0, box: [0, 0, 10, 10], score: 0.9, classIndex: 0 },
  { image: 0, box: [20, 0, 30, 10], score: 0.8, classIndex: 1 },
  { image: 0, box: [60, 40, 160, 140], score: 0.7, classIndex: 1 },
  { image: 0, box: [0, 0, 10, 10], score: 0.2, classIndex: 1 },
  { image: 1, box: [0, 0, 10, 10], score: 0.6, classIndex: 0 },
];
const objects = [[object(0, 0), object(20, 0), object(40, 1)], [object(0, 0, 'difficult')]];
const judgeAll = (rows: readonly TestCandidate[], truth: readonly GroundTruth[][], at: OperatingSettings) => {
  const perImage = new Map(truth.map((list, i) => [`image-${i}.png`, list]));
  return judgeTable(prepareSplit(buildTable(rows, truth.length), perImage, ['cat', 'dog']), at);
};
const judged = judgeAll(candidates, objects, settings);

const rowsOf = (table: JudgedTable) =>
  Array.from({ length: table.length }, (_, row) => ({
    image: table.image[row],
    outcome: JUDGED_OUTCOMES[table.outcome[row]!],
    kind: ERROR_KINDS[table.kind[row]!],
    classIndex: table.classIndex[row],
    groundTruth: table.groundTruth[row],
    row: table.row[row],
  }));

describe('judgeTable', () => {
  it('has a row for each detection that counts and each object that none took', () => {
    expect(rowsOf(judged)).toEqual([
      { image: 0, outcome: 'tp', kind: undefined, classIndex: 0, groundTruth: 0, row: 0 },
      { image: 0, outcome: 'fp', kind: 'classification', classIndex: 1, groundTruth: 1, row: 1 },
      { image: 0, outcome: 'fp', kind: 'background', classIndex: 1, groundTruth: -1, row: 2 },
      { image: 0, outcome: 'missed', kind: undefined, classIndex: 0, groundTruth: 1, row: -1 },
      { image: 0, outcome: 'missed', kind: 'missed', classIndex: 1, groundTruth: 2, row: -1 },
    ]);
    expect(judged.score[1]).toBeCloseTo(0.8, 6);
    expect(judged.iou[0]).toBe(1);
    expect([...judged.branch]).toEqual([0, 0, 0, -1, -1]);
  });

  it('leaves out what is muted, its objects too', () => {
    const muted = { branches: [], anchors: [], classes: [1] };
    const rows = rowsOf(judgeAll(candidates, objects, { ...settings, muted }));
    expect(rows.map(({ outcome, classIndex }) => [outcome, classIndex])).toEqual([
      ['tp', 0],
      ['missed', 0],
    ]);
  });
});

it('counts groups', () => {
  const byClass = countGroups(judged, (row) => judged.classIndex[row]!);
  expect(byClass.get(0)).toMatchObject({ tp: 1, fp: 0, missed: 1 });
  expect(byClass.get(1)).toEqual({ tp: 0, fp: 2, missed: 1, kinds: [1, 0, 0, 0, 1, 1] });
  const bySize = countGroups(judged, (row) => (judged.row[row] === -1 ? null : sizeOf(judged, row)));
  expect([...bySize].map(([size, { fp }]) => [size, fp])).toEqual([
    ['small', 1],
    ['large', 1],
  ]);
});

it('fills the confusion matrix, each row in one cell, a wrongly named object once', () => {
  const { counts, cells } = confusionMatrix(judged, 2);
  expect(counts).toEqual([
    [1, 1, 0],
    [0, 0, 1],
    [0, 1, 0],
  ]);
  expect(cells[3]).toBeNull();
});

describe('the ledger', () => {
  it('pairs false positives of one class that overlap, and names the others', () => {
    const later = judgeAll(
      [
        { box: [62, 40, 162, 140], score: 0.9, classIndex: 1 },
        { box: [0, 40, 10, 50], score: 0.5, classIndex: 0 },
      ],
      [objects[0]!],
      settings,
    );
    const entries = compareFalsePositives(judged, later, [[0, 0]]);
    expect(entries.map(({ state, before, after }) => [state, before, after])).toEqual([
      ['persistent', 2, 0],
      ['fixed', 1, null],
      ['new', null, 1],
    ]);
    expect(entries[0]!.iou).toBeCloseTo(98 / 102, 5);
    expect(compareFalsePositives(judged, later, [])).toEqual([]);
  });
});

describe('findScoreThreshold', () => {
  // Descending: hit, false, hit and false at one score, an ignored one; 4 objects on 2 images.
  const outcomes = {
    score: Float32Array.of(0.5, 0.75, 1, 0.5, 0.25),
    outcome: Uint8Array.of(1, 0, 1, 0, 2),
    objects: 4,
    images: 2,
  };
  it('takes the highest threshold that reaches a recall', () => {
    expect(findScoreThreshold(outcomes, { kind: 'recall', value: 0.25 })).toMatchObject({
      scoreThreshold: 1,
    });
    const half = findScoreThreshold(outcomes, { kind: 'recall', value: 0.5 });
    expect(half).toMatchObject({ scoreThreshold: 0.5, recall: 0.5, precision: 0.5, reached: true });
  });
  it('takes the lowest threshold that keeps a precision or a rate of false positives', () => {
    expect(findScoreThreshold(outcomes, { kind: 'precision', value: 0.5 })?.scoreThreshold).toBe(0.25);
    expect(findScoreThreshold(outcomes, { kind: 'precision', value: 0.6 })?.scoreThreshold).toBe(1);
    const rate = findScoreThreshold(outcomes, { kind: 'falsePositivesPerImage', value: 0.5 });
    expect(rate).toMatchObject({ scoreThreshold: 0.75, falsePositivesPerImage: 0.5, reached: true });
  });
  it('says when nothing reaches it, and gives what comes nearest', () => {
    expect(findScoreThreshold(outcomes, { kind: 'recall', value: 0.9 })).toMatchObject({
      reached: false,
      recall: 0.5,
    });
    const none = { ...outcomes, score: new Float32Array(0), outcome: new Uint8Array(0) };
    expect(findScoreThreshold(none, { kind: 'recall', value: 0.5 })).toBeNull();
  });
});
