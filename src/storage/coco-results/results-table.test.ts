// Results as candidates: grouped by image, scores not rounded below a threshold that they reach.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { candidateScores } from '../../core/nms/scores.ts';
import { parseResults } from './parse-results.ts';
import { tabulateResults } from './results-table.ts';

const entry = (imageId: number, score: number, categoryId = 3) => ({
  image_id: imageId,
  category_id: categoryId,
  bbox: [1, 2, 10, 20],
  score,
});
const parse = (entries: readonly object[]) => parseResults({ file: 'r.json', text: JSON.stringify(entries) });

it('groups rows by image in the order of the file, and leaves images out', () => {
  const results = parse([entry(7, 0.1), entry(5, 0.2), entry(9, 0.3), entry(7, 0.4, 8), entry(5, 0.5)]);
  expect(results.imageIds).toEqual([7, 5, 9]);
  const meaning = { imageIds: ['five', 'none', 'seven'], imageOf: [2, 0, -1], classOf: [1, 0] };
  const { table, entry: entries } = tabulateResults(results, meaning);
  expect([...entries]).toEqual([1, 4, 0, 3]);
  expect([...table.image]).toEqual([0, 0, 2, 2]);
  expect([...table.classIndex]).toEqual([1, 1, 1, 0]);
  expect(table.imageIds).toEqual(meaning.imageIds);
  expect([table.x1[0], table.y1[0], table.x2[0], table.y2[0]]).toEqual([1, 2, 11, 22]);
});

it('has scores that reach every threshold that the file reaches, and hardly more', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (score) => {
      const meaning = { imageIds: ['a'], imageOf: [0], classOf: [0] };
      const [stored] = candidateScores(tabulateResults(parse([entry(1, score)]), meaning).table);
      expect(stored).toBeGreaterThanOrEqual(score);
      expect(stored).toBeLessThanOrEqual(1);
      expect(stored! - score).toBeLessThanOrEqual(2 ** -24);
    }),
  );
});
