// Names in several spellings, and images of equal content.
import { describe, expect, it } from 'vitest';
import { sharp } from '../images/sharp-setup.ts';
import { drawPixels, GREY, jpeg } from '../images/testing/pictures.ts';
import { boxesOf, openFiles, problemLine, voc, vocObject } from './testing/fixture.ts';

const ROW = '0 0.5 0.5 0.5 0.5';

describe('names', () => {
  const NFC = 'Zürich 細胞 é';
  const NFD = NFC.normalize('NFD');

  it('NFC and NFD are paired; the identity is NFC, the file keeps its spelling', async () => {
    const dataset = await openFiles({
      'data.yaml': 'train: images\nval: images\nnames: [cell]\n',
      [`images/${NFD}.jpg`]: 'image',
      [`labels/${NFC}.txt`]: ROW,
    });
    expect(dataset.images.map(({ imageId, file }) => [imageId, file])).toEqual([
      [`images/${NFC}.jpg`, `images/${NFD}.jpg`],
    ]);
    expect(boxesOf(dataset, `images/${NFC}.jpg`)).toEqual(['cell 25 20 75 60']);
    expect(dataset.problems.map(({ code }) => code)).toEqual(['split-made', 'name-normalised']);
  });

  it('names that differ in case are paired where no exact name exists', async () => {
    const dataset = await openFiles({
      'JPEGImages/IMG_1.JPG': 'image',
      'Annotations/img_1.xml': voc('IMG_1.JPG', [vocObject('zelle', [26, 21, 75, 60])]),
      'ImageSets/Main/test.txt': 'img_1\n',
    });
    expect(boxesOf(dataset, 'JPEGImages/IMG_1.JPG')).toEqual(['zelle 25 20 75 60']);
  });
});

describe('images of equal content', () => {
  it('are leakage across splits, and noted within one', async () => {
    const bytes = await jpeg();
    const other = await jpeg();
    const dataset = await openFiles({
      'classes.txt': 'cell',
      ...Object.fromEntries(['train/a', 'test/b', 'train/c', 'test/d'].map((stem) => [`${stem}.txt`, ROW])),
      'train/a.jpg': bytes,
      'test/b.jpg': bytes,
      'train/c.jpg': bytes,
      'test/d.jpg': other,
    });
    expect(dataset.problems.map(problemLine)).toEqual([
      'image-duplicate warning train/a.jpg',
      'image-duplicate warning train/c.jpg',
    ]);
    const same = await openFiles({
      'classes.txt': 'cell',
      'test/b.txt': ROW,
      'test/b.jpg': bytes,
      'test/c.txt': ROW,
      'test/c.jpg': bytes,
    });
    expect(same.problems.map(problemLine)).toEqual(['image-duplicate note test/c.jpg']);
  });

  it('differ when only their middles differ', async () => {
    const pixels = (value: number) =>
      sharp(drawPixels(80, 80, GREY, { box: [20, 38, 60, 42], colour: [value, 0, 0] }), {
        raw: { width: 80, height: 80, channels: 3 },
      })
        .tiff({ compression: 'none' })
        .toBuffer();
    const dataset = await openFiles({
      'classes.txt': 'cell',
      'test/b.txt': ROW,
      'test/b.tif': await pixels(1),
      'test/c.txt': ROW,
      'test/c.tif': await pixels(2),
    });
    expect(dataset.problems.map(problemLine)).toEqual([]);
  });

  it('an image that several splits list is used in the last of train, val, test', async () => {
    const dataset = await openFiles({
      'a.jpg': 'image',
      'b.jpg': 'image',
      'a.xml': voc('a.jpg', [vocObject('cell', [26, 21, 75, 60])]),
      'b.xml': voc('b.jpg', [vocObject('cell', [26, 21, 75, 60])]),
      'train.txt': 'a\nb\n',
      'val.txt': 'b\n',
    });
    expect(dataset.images.map(({ split }) => split)).toEqual(['train', 'val']);
    expect(dataset.problems.map(problemLine)).toEqual(['image-duplicate warning b.jpg']);
  });
});
