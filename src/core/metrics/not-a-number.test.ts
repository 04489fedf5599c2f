// What is said of predictions that are no numbers.
import { expect, it } from 'vitest';
import { describeNotANumber, summarizeNotANumber } from './not-a-number.ts';

const counts = (images: number) => new Map(Array.from({ length: images }, (_, i) => [`${i}.png`, i + 1]));

it('says nothing where there is nothing', () => {
  expect(summarizeNotANumber(new Map())).toBeNull();
});

it('counts candidates and images, and names the first of them', () => {
  expect(summarizeNotANumber(counts(2))).toEqual({
    candidates: 3,
    images: 2,
    imageIds: ['0.png', '1.png'],
  });
  expect(summarizeNotANumber(counts(60))!.imageIds).toHaveLength(50);
});

it('has words for one and for many', () => {
  expect(describeNotANumber(summarizeNotANumber(counts(1))!)).toBe(
    '1 candidate of 1 image is not a number (NaN) and left out: 0.png',
  );
  expect(describeNotANumber(summarizeNotANumber(counts(5))!)).toMatch(
    /^15 candidates of 5 images are not numbers .*: 0\.png, 1\.png, 2\.png, and 2 more$/,
  );
});
