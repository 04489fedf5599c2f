// Bands of brightness: thirds, ties, images that are not known.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BAND_NAMES, bandImages } from './brightness.ts';

const namesOf = (means: readonly number[]) => [...bandImages(means).ofImage].map((band) => BAND_NAMES[band]);

it('cuts into thirds, each from its least image on', () => {
  const { ofImage, bands } = bandImages([90, 10, 50, 20, 60, 100]);
  expect([...ofImage]).toEqual([2, 0, 1, 0, 1, 2]);
  expect(bands).toEqual([
    { name: 'dark', from: null, to: 50, images: 2 },
    { name: 'medium', from: 50, to: 90, images: 2 },
    { name: 'bright', from: 90, to: null, images: 2 },
    { name: 'unknown', from: null, to: null, images: 0 },
  ]);
});

it('keeps equal images together, and those that are not known apart', () => {
  expect(namesOf([5, 5, 5, 5])).toEqual(['bright', 'bright', 'bright', 'bright']);
  expect(namesOf([Number.NaN, 7])).toEqual(['unknown', 'dark']);
  expect(bandImages([Number.NaN, Number.NaN]).bands.map(({ images }) => images)).toEqual([0, 0, 0, 2]);
  expect(bandImages([]).ofImage).toHaveLength(0);
});

it('has every image once, and as many as a third where no two are equal', () => {
  const mean = fc.integer({ min: 0, max: 255_000 }).map((value) => value / 1000);
  fc.assert(
    fc.property(fc.uniqueArray(mean, { maxLength: 60 }), (means) => {
      const { ofImage, bands } = bandImages(means);
      const counts = bands.slice(0, 3).map(({ images }) => images);
      expect(counts.reduce((a, b) => a + b)).toBe(means.length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      means.forEach((value, i) => {
        const { from, to } = bands[ofImage[i]!]!;
        expect(value >= (from ?? 0) && value < (to ?? Infinity)).toBe(true);
      });
    }),
  );
});
