// Images and classes that results files name in the ways of different tools.
import { describe, expect, it } from 'vitest';
import type { ImageRecord } from '../../contract/dataset.ts';
import { matchClasses } from './match-classes.ts';
import { matchImages } from './match-images.ts';

const image = (imageId: string, split = 'test', externalId?: number | string): ImageRecord => ({
  imageId,
  file: imageId,
  width: 10,
  height: 10,
  split,
  groundTruth: [],
  ...(externalId === undefined ? {} : { externalId }),
});
const COCO = [image('val/000000000139.jpg', 'test', 139), image('val/000000000285.jpg', 'test', 285)];
const YOLO = [
  image('images/test/a 1.png'),
  image('images/test/b 2.jpg'),
  image('images/train/a 1.png', 'train'),
  image('images/train/c 3.png', 'train'),
];

const match = (
  ids: readonly (number | string)[],
  dataset: readonly ImageRecord[],
  annotations?: Parameters<typeof matchImages>[3],
) => {
  const { way, images } = matchImages(ids, dataset, 'test', annotations);
  return [way, ...images.map((found) => found?.imageId ?? null)];
};

describe('images are found', () => {
  const [first, second] = COCO.map(({ imageId }) => imageId);

  it('by the ids of the annotations, as numbers or as texts', () => {
    expect(match([285, 139], COCO)).toEqual(['the ids of the annotations', second, first]);
    expect(match(['139', 7], COCO)).toEqual(['the ids of the annotations', first, null]);
  });

  it('by path, file name, name without extension, and number', () => {
    const a = 'images/test/a 1.png';
    const b = 'images/test/b 2.jpg';
    expect(match(['./images/test/a 1.png', 'images\\test\\b 2.jpg'], YOLO)).toEqual(['paths', a, b]);
    expect(match(['/home/me/a 1.png', 'b 2.jpg'], YOLO)).toEqual(['file names', a, b]);
    expect(match(['a 1', 'b 2.png'], YOLO)).toEqual(['names without extension', a, b]);
    const numbered = [image('COCO_val2014_000000000042.jpg'), image('COCO_val2014_000000000007.jpg')];
    expect(match([42, '0007'], numbered)).toEqual([
      'the number at the end of the name',
      numbered[0]!.imageId,
      numbered[1]!.imageId,
    ]);
  });

  it('by what annotations say that their ids stand for', () => {
    const images = [
      { id: 1, fileName: 'b 2.jpg', width: 1, height: 1 },
      { id: 2, fileName: 'a 1.png', width: 1, height: 1 },
    ];
    expect(match([2, 1], YOLO, { images })).toEqual([
      'file names',
      'images/test/a 1.png',
      'images/test/b 2.jpg',
    ]);
  });

  it('in the split first, and in the others where it has none of the name', () => {
    expect(match(['a 1', 'c 3'], YOLO)).toEqual([
      'names without extension',
      'images/test/a 1.png',
      'images/train/c 3.png',
    ]);
  });

  it('one way for all, the one that finds most', () => {
    // As ids of annotations 1 and 2 are others than as numbers of names.
    const dataset = [image('1.jpg', 'test', 2), image('2.jpg', 'test', 1), image('3.jpg'), image('4.jpg')];
    expect(match([1, 2], dataset).slice(1)).toEqual(['2.jpg', '1.jpg']);
    expect(match([1, 2, 3, 4], dataset).slice(1)).toEqual(['1.jpg', '2.jpg', '3.jpg', '4.jpg']);
  });

  it('not where a name is that of several', () => {
    expect(match(['x'], [image('a/x.jpg'), image('b/x.jpg')]).slice(1)).toEqual([null]);
  });
});

describe('classes are found', () => {
  const dataset = { classes: ['red', 'white'], categoryIds: [4, 9] };
  const numbers = [
    { id: 9, name: undefined },
    { id: 4, name: undefined },
  ];

  it("by the ids of the dataset's annotations", () => {
    expect(matchClasses('r.json', numbers, dataset)).toEqual([1, 0]);
  });

  it('by names in the file, and by names of an annotation file before those', () => {
    const named = [
      { id: 1, name: 'white' },
      { id: 2, name: 'red' },
    ];
    expect(matchClasses('r.json', named, dataset)).toEqual([1, 0]);
    const categories = [
      { id: 1, name: 'red' },
      { id: 2, name: 'white' },
    ];
    expect(matchClasses('r.json', named, dataset, { categories })).toEqual([0, 1]);
  });

  it.each([
    [
      'a number that nobody explains',
      numbers,
      { classes: ['red', 'white'] },
      'no numbers for its classes red, white',
    ],
    [
      'a number that the annotations do not have',
      [{ id: 5, name: undefined }],
      dataset,
      'annotations have 4, 9',
    ],
    [
      'a class that the dataset does not have',
      [{ id: 4, name: 'blue' }],
      dataset,
      'has the classes blue, which',
    ],
  ])('but not %s', (_, categories, of, message) => {
    expect(() => matchClasses('r.json', categories, of)).toThrow(message);
  });
});
