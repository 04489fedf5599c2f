// Tests of the verdict on a missed object: a box of another class on it is the first thing that is said.
import { expect, test } from 'vitest';
import type { EvaluationImage } from '../../contract/evaluation-calls.ts';
import { judgeCandidates } from '../../core/inspection/judge-candidates.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import { buildTable } from '../../core/nms/testing/build-table.ts';
import { describePicked } from './verdict.ts';

const SETTINGS = { scoreThreshold: 0.4, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 100 };

/** One Platelets that is missed, and boxes near it. */
function describe(boxes: Parameters<typeof buildTable>[0]) {
  const table = buildTable(boxes, 2);
  const candidates = { table, scores: candidateScores(table, {}) };
  const object = { box: { x1: 0, y1: 0, x2: 10, y2: 10 }, classIndex: 0, area: 100 };
  const outcomes = judgeCandidates(candidates, [object], SETTINGS);
  const image = { classes: ['Platelets', 'WBC'], branches: [] } as unknown as EvaluationImage;
  return describePicked(
    { kind: 'groundTruth', index: 0 },
    { image, candidates, outcomes, settings: SETTINGS },
  );
}
const weak = { image: 0, box: [0, 0, 10, 10], score: 0.025, classIndex: 0 } as const;

test('a wrong name is said first, can be looked at, and is not mended by a lower threshold', () => {
  const { text, remedy, other } = describe([
    weak,
    { image: 0, box: [0, 0, 10, 9], score: 0.98, classIndex: 1 },
  ]);
  expect(text).toMatch(
    /^A WBC of score 0\.98 lies on it at IoU 0\.90, wrong class\. A candidate of this class/,
  );
  expect(other).toEqual({ label: 'show the WBC on it', row: 1 });
  expect(remedy).toBeNull();
});

test('a badly placed box is said too; the threshold that finds the object stays on offer', () => {
  const { text, remedy } = describe([weak, { image: 0, box: [0, 0, 10, 4], score: 0.9, classIndex: 0 }]);
  expect(text).toContain('A Platelets of score 0.90 lies on it at IoU 0.40, badly placed.');
  expect(remedy?.settings).toEqual({ scoreThreshold: 0.02 });
});

test('with nothing near it, only the candidate is spoken of', () => {
  expect(describe([weak]).text).toBe(
    'A candidate of this class lies on it at IoU 1.00, but its score of 0.025 is below the threshold.',
  );
  expect(describe([]).text).toBe('No candidate of this class reaches IoU 0.50; the nearest has 0.00.');
});
