// Tests of a box's counterpart in another run, worked by hand on one image.
import { expect, test } from 'vitest';
import { suppressOverlaps } from '../nms/suppress.ts';
import { candidateScores, type MutedCandidates } from '../nms/scores.ts';
import { buildTable, type TestCandidate } from '../nms/testing/build-table.ts';
import { findCounterpart } from './find-counterpart.ts';

const SETTINGS = { scoreThreshold: 0.3, nmsIouThreshold: 0.4, maxDetections: 300 };
/** A square of 10 px; its IoU with one that is shifted by d to the right is (10 - d) / (10 + d). */
const place = { box: { x1: 0, y1: 0, x2: 10, y2: 10 }, classIndex: 0 };
const shifted = (by: number, score: number, classIndex = 0): TestCandidate => ({
  box: [by, 0, by + 10, 10],
  score,
  classIndex,
});

function find(candidates: readonly TestCandidate[], settings = SETTINGS, muted?: MutedCandidates) {
  const table = buildTable(candidates);
  const scores = candidateScores(table, { ...(muted && { muted }) });
  const suppression = suppressOverlaps(table, { start: 0, end: table.length }, settings, scores);
  return findCounterpart(place, { table, scores, suppression });
}

test('nothing of the class overlaps the place by half', () => {
  expect(find([])).toBeNull();
  expect(find([shifted(0, 0.9, 1), shifted(4, 0.9)])).toBeNull();
});

test('the best candidate lies below the score threshold', () => {
  const found = find([shifted(0, 0.125), shifted(2, 0.25), shifted(9, 0.9)]);
  expect(found).toMatchObject({ row: 1, score: 0.25, fate: 'below-score', suppressor: null });
  expect(found!.iou).toBeCloseTo(8 / 12, 12);
});

test('it was suppressed by a box that lies elsewhere', () => {
  // Shifts 0 and 4 overlap by 6 / 14 = 0.43; the place and the suppressor by no more, so they are not one box.
  expect(find([shifted(0, 0.5), shifted(4, 0.75)])).toEqual({
    row: 0,
    score: 0.5,
    iou: 1,
    fate: 'suppressed',
    suppressor: 1,
  });
});

test('one that was kept comes before a better one that was not', () => {
  // Row 0 falls to row 2 by 5.5 / 14.5 > 0.37; row 1, two px to the left, overlaps row 2 by 3.5 / 16.5 only.
  const settings = { ...SETTINGS, nmsIouThreshold: 0.37 };
  const found = find([shifted(0, 0.75), shifted(-2, 0.5), shifted(4.5, 0.875)], settings);
  expect(found).toMatchObject({ row: 1, score: 0.5, fate: 'kept', suppressor: null });
});

test('a muted one is named only where there is no other', () => {
  const muted = { branches: [0], anchors: [], classes: [] };
  expect(find([shifted(0, 0.9)], SETTINGS, muted)).toMatchObject({ row: 0, score: -1, fate: 'muted' });
});

test('the maximum of detections was reached before it', () => {
  const settings = { ...SETTINGS, maxDetections: 1 };
  expect(find([shifted(50, 0.9), shifted(0, 0.5)], settings)).toMatchObject({
    row: 1,
    fate: 'beyond-maximum',
  });
});
