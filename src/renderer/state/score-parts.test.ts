// Scores of our own detectors are products; those of others are what they are.
import { expect, it } from 'vitest';
import { buildTable } from '../../core/nms/testing/build-table.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import { scoreParts } from './score-parts.ts';

const table = {
  ...buildTable([{ box: [0, 0, 10, 10], score: 0.76 }]),
  objectness: Float32Array.of(0.76),
  classProbability: Float32Array.of(1),
};
const parts = (imported: boolean, objectnessPower = 1) => {
  const criterion = { objectnessPower, classPower: 1, sigmaPower: 1 };
  const scores = candidateScores(table, { criterion });
  return scoreParts({ table, scores }, 0, { classes: ['RBC'], criterion, imported });
};

it('names the factors of a product', () => {
  expect(parts(false).factors.map(({ label }) => label)).toEqual(['obj', 'RBC']);
  expect(parts(false).text).toBe('.76 × 1.00 = .760');
});

it('says nothing of what an imported score is made of', () => {
  expect(parts(true).factors.map(({ label }) => label)).toEqual(['score']);
  expect(parts(true).text).toBe('.760, as imported');
  expect(parts(true, 2).factors.map(({ label }) => label)).toEqual(['score^2']);
});

it('says that a candidate is muted', () => {
  const muted = { branches: [0], anchors: [], classes: [] };
  const scores = candidateScores(table, { muted });
  expect(scoreParts({ table, scores }, 0, { classes: [], imported: true }).text).toBe('muted, as imported');
});
