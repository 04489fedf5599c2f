// What is said of predictions that were left out.
import { expect, it } from 'vitest';
import { describeLeftOut, leftOutOf, summarizeNotANumber, summarizeRefused } from './left-out.ts';
import type { RefusedResults } from './summary.ts';

const counts = (images: number) => new Map(Array.from({ length: images }, (_, i) => [`${i}.png`, i + 1]));
const candidates = (images: number) => ({ notANumber: summarizeNotANumber(counts(images))! });
const entries = (count: number): RefusedResults['entries'] =>
  Array.from({ length: count }, (_, index) => ({ index, imageId: 'a', reason: 'no-area' }));

it('says nothing where there is nothing', () => {
  expect(summarizeNotANumber(new Map())).toBeNull();
  expect(summarizeRefused([])).toBeNull();
  expect(describeLeftOut({})).toEqual([]);
  expect(leftOutOf({})).toEqual({});
});

it('counts candidates of each image, and names the first of them', () => {
  expect(candidates(2).notANumber).toEqual({
    candidates: 3,
    images: 2,
    imageIds: ['0.png', '1.png'],
    counts: [1, 2],
  });
  expect(candidates(60).notANumber.imageIds).toHaveLength(50);
});

it('has words for one and for many', () => {
  expect(describeLeftOut(candidates(1))).toEqual([
    '1 candidate of 1 image is not a number (NaN) and left out: 0.png (1)',
  ]);
  expect(describeLeftOut(candidates(12))[0]).toMatch(
    /^78 candidates of 12 images are not numbers .*: 0\.png \(1\), 1\.png \(2\), .*, and 2 more$/,
  );
  const earlier = { candidates: 1, images: 1, imageIds: ['0.png'] };
  expect(describeLeftOut({ notANumber: earlier })[0]).toMatch(/left out: 0\.png$/);
});

it('counts refused results by reason, and names entry and image', () => {
  const refused = summarizeRefused([...entries(60), { index: 70, imageId: 'b', reason: 'not-a-number' }])!;
  expect(refused.reasons).toEqual({ 'not-a-number': 1, 'no-area': 60, 'score-out-of-range': 0 });
  expect(refused.entries).toHaveLength(50);
  expect(describeLeftOut({ refused })).toEqual([
    '1 result left out, as its score or box is not a number (NaN): 1 more',
    expect.stringMatching(
      /^60 results left out, as their box has no .*: entry 1 \(image a\), .*, entry 10 \(image a\), and 50 more$/,
    ),
  ]);
});
