// A dataset survives being packed, image by image and as a whole.
import { describe, expect, it } from 'vitest';
import type { Dataset, DatasetProblem, ImageRecord } from '../../contract/dataset.ts';
import { PackedImages, packDataset, unpackDataset } from './packed-dataset.ts';

const problem = (message: string, imageId?: string): DatasetProblem => ({
  code: 'box-tiny',
  severity: 'note',
  message,
  file: 'x.txt',
  ...(imageId === undefined ? {} : { imageId }),
});
const image = (imageId: string, more: Partial<ImageRecord> = {}): ImageRecord => ({
  imageId,
  file: imageId,
  width: 64,
  height: 48,
  split: 'train',
  groundTruth: [],
  ...more,
});
const dataset: Dataset = {
  root: '/d',
  name: 'd',
  format: 'coco',
  classes: ['cat', 'dog'],
  categoryIds: [3, 7],
  splits: ['train', 'val'],
  splitSource: 'files',
  images: [
    image('a.jpg', {
      externalId: 5,
      groundTruth: [
        { box: { x1: 0.1, y1: 0.2, x2: 10.3, y2: 20.7 }, classIndex: 1, area: 200.5 },
        { box: { x1: 1, y1: 2, x2: 3, y2: 4 }, classIndex: 0, area: 4, ignore: 'crowd' },
      ],
    }),
    image('c.jpg', {
      groundTruth: [{ box: { x1: 1, y1: 2, x2: 3, y2: 4 }, classIndex: 0, area: 4, ignore: 'difficult' }],
    }),
    image('caf\u00e9.jpg', { file: 'cafe\u0301.jpg', split: 'val' }),
  ],
  problems: [
    problem('of c', 'c.jpg'),
    problem('of none'),
    problem('of a, with a\nbreak', 'a.jpg'),
    problem('of an image that was left out', 'gone.jpg'),
    problem('of c again', 'c.jpg'),
  ],
  fingerprint: 'f',
};

describe('a packed dataset', () => {
  const packed = packDataset(dataset);

  it('is what it was when it is unpacked', () => {
    expect(unpackDataset(packed)).toEqual(dataset);
    expect(unpackDataset(structuredClone(packed))).toEqual(dataset);
  });

  it('finds no image that it does not have, and takes none out of order', () => {
    for (const name of ['', 'b.jpg', 'z.jpg']) expect(new PackedImages(packed).indexOf(name)).toBe(-1);
    const turned = { ...dataset, images: dataset.images.toReversed() };
    expect(() => packDataset(turned)).toThrow('out of place');
  });

  it('is read image by image', () => {
    const images = new PackedImages(packed);
    expect(images).toHaveLength(dataset.images.length);
    dataset.images.forEach((record, i) => {
      const own = dataset.problems.filter(({ imageId }) => imageId === record.imageId);
      expect(images.recordAt(i)).toEqual(record);
      expect(images.indexOf(record.imageId)).toBe(i);
      expect(images.problemsAt(i)).toEqual(own);
      expect(images.countProblemsAt(i)).toBe(own.length);
    });
  });
});
