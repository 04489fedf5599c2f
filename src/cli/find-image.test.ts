// Images by a part of their path, as a person types it.
import { describe, expect, it } from 'vitest';
import { findImage } from './find-image.ts';

const IDS = ['00007', '00017', '00117', '00225', '00327', '00329'].map(
  (n) => `JPEGImages/BloodImage_${n}.jpg`,
);
const images = [...IDS, 'other/cells.v2.png', 'other/007.png'].map((imageId) => ({ imageId }));
const find = (text: string) => images[findImage(images, text, 'test')]!.imageId;

describe('an image is found', () => {
  it.each([
    ['in full', IDS[3]!, 3],
    ['by the end of its path', 'BloodImage_00225.jpg', 3],
    ['the same with backslashes', 'JPEGImages\\BloodImage_00225.jpg', 3],
    ['without extension', 'BloodImage_00327', 4],
    ['by the end of its name', '_00327', 4],
    ['by that with extension', '225.jpg', 3],
    ['by the number at its end', '17', 1],
    ['by a number with noughts', '00327', 4],
    ['by a part that no other has', 'CELLS', 6],
    ['by a name with dots', 'cells.v2', 6],
    ['by a whole name before the number at the end of another', '007', 7],
  ])('%s', (_, text, index) => expect(find(text)).toBe(images[index]!.imageId));
});

const errorOf = (text: string): unknown => {
  try {
    return find(text);
  } catch (error) {
    return error;
  }
};

it('is not chosen among several: they are named', () => {
  expect(errorOf('17.jpg')).toMatchObject({
    code: 'image-not-evaluated',
    message: `"17.jpg" names 2 images of the evaluation of "test": ${IDS[1]}, ${IDS[2]}.`,
  });
  expect(errorOf('BloodImage')).toMatchObject({
    message: expect.stringMatching(/, and 1 more\.$/) as string,
  });
});

it('is suggested by nearness where none is meant', () => {
  expect(errorOf('BloodImage_00328')).toMatchObject({
    code: 'image-not-evaluated',
    message: 'The evaluation of "test" has no image "BloodImage_00328" among its 8 images.',
    hint: expect.stringMatching(
      /The nearest: JPEGImages\/BloodImage_00327\.jpg, JPEGImages\/BloodImage_00329\.jpg/,
    ) as string,
  });
});
