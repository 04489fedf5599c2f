// Every folder layout that is recognised gives the same kind of records.
import { describe, expect, it } from 'vitest';
import { boxesOf, coco, openFiles, problemLine, voc, vocObject, type Files } from './testing/fixture.ts';

const CELL = voc('a.jpg', [vocObject('cell', [11, 21, 50, 60])]);
const ROW = '0 0.3 0.5 0.4 0.5\n'; // 10 20 50 60 px of 100 x 80
const BOX = ['cell 10 20 50 60'];
const YAML = 'names: [cell]\nnc: 1\n';

interface Layout {
  readonly name: string;
  readonly files: Files;
  readonly format: string;
  /** imageId to split. */
  readonly splits: Readonly<Record<string, string>>;
  readonly problems?: readonly string[];
  /** The folder says that train and val are trained on together. */
  readonly trainval?: boolean;
}

const LAYOUTS: readonly Layout[] = [
  {
    name: 'VOC with ImageSets/Main',
    format: 'voc',
    files: {
      'JPEGImages/a.jpg': 'image',
      'JPEGImages/b.jpg': 'image',
      'JPEGImages/c.jpg': 'image',
      'Annotations/a.xml': CELL,
      'Annotations/b.xml': CELL.replace('a.jpg', 'b.jpg'),
      'Annotations/c.xml': CELL.replace('a.jpg', 'c.jpg'),
      'ImageSets/Main/train.txt': 'a\r\n',
      'ImageSets/Main/val.txt': 'b\n\n',
      'ImageSets/Main/trainval.txt': 'a\nb\n',
      'ImageSets/Main/test.txt': '\ufeffc',
      'ImageSets/Main/cell_train.txt': 'a 1\nc -1\n',
    },
    splits: { 'JPEGImages/a.jpg': 'train', 'JPEGImages/b.jpg': 'val', 'JPEGImages/c.jpg': 'test' },
    trainval: true,
  },
  {
    name: 'VOC whose val is trainval without train',
    format: 'voc',
    files: {
      'JPEGImages/a.jpg': 'image',
      'JPEGImages/b.jpg': 'image',
      'Annotations/a.xml': CELL,
      'Annotations/b.xml': CELL.replace('a.jpg', 'b.jpg'),
      'ImageSets/Main/train.txt': 'a\n',
      'ImageSets/Main/trainval.txt': 'a\nb\n',
    },
    splits: { 'JPEGImages/a.jpg': 'train', 'JPEGImages/b.jpg': 'val' },
  },
  {
    name: 'VOC with XML beside images in split folders (Roboflow)',
    format: 'voc',
    files: {
      'train/a.jpg': 'image',
      'train/a.xml': CELL,
      'valid/a.jpg': 'image',
      'valid/a.xml': CELL,
    },
    splits: { 'train/a.jpg': 'train', 'valid/a.jpg': 'val' },
  },
  {
    name: 'YOLO data.yaml with folders, path and Roboflow-style ../',
    format: 'yolo',
    files: {
      'data.yaml': `train: ../train/images\nval: ../valid/images\n${YAML}`,
      'train/images/a.jpg': 'image',
      'train/labels/a.txt': ROW,
      'valid/images/b.jpg': 'image',
      'valid/labels/b.txt': ROW,
    },
    splits: { 'train/images/a.jpg': 'train', 'valid/images/b.jpg': 'val' },
  },
  {
    name: 'YOLO data.yaml with an absolute path of another machine, list files and a list of both',
    format: 'yolo',
    files: {
      'data.yaml':
        'path: /somewhere/else/cells\ntrain: [train.txt, more/images]\nval: val.txt\nnames:\n  0: cell\n',
      'train.txt': './images/a.jpg\n',
      'val.txt': 'D:\\sets\\cells\\images\\b.jpg\r\n',
      'images/a.jpg': 'image',
      'images/b.jpg': 'image',
      'labels/a.txt': ROW,
      'labels/b.txt': ROW,
      'more/images/c.jpg': 'image',
      'more/labels/c.txt': ROW,
    },
    splits: { 'images/a.jpg': 'train', 'images/b.jpg': 'val', 'more/images/c.jpg': 'train' },
  },
  {
    name: 'YOLO without data.yaml, labels beside images, classes.txt',
    format: 'yolo',
    files: {
      'classes.txt': 'cell\n',
      'train/a.jpg': 'image',
      'train/a.txt': ROW,
      'test/b.JPG': 'image',
      'test/b.txt': ROW,
    },
    splits: { 'train/a.jpg': 'train', 'test/b.JPG': 'test' },
  },
  {
    name: 'Darknet',
    format: 'darknet',
    files: {
      'data/obj.data':
        'classes= 1\ntrain  = data/train.txt\nvalid  = data/test.txt\nnames = data/obj.names\nbackup = backup/\n',
      'data/obj.names': 'cell\n\n',
      'data/train.txt': 'data/obj/a.jpg\n',
      'data/test.txt': '/home/somebody/darknet/data/obj/b.jpg\n',
      'data/obj/a.jpg': 'image',
      'data/obj/a.txt': ROW,
      'data/obj/b.jpg': 'image',
      'data/obj/b.txt': ROW,
    },
    splits: { 'data/obj/a.jpg': 'train', 'data/obj/b.jpg': 'val' },
  },
  {
    name: 'COCO annotations/instances_*.json with image folders',
    format: 'coco',
    files: {
      'annotations/instances_train2017.json': coco(['a.jpg'], [[1, 1, [10, 20, 40, 40]]]),
      'annotations/instances_val2017.json': coco(['a.jpg'], [[1, 1, [10, 20, 40, 40]]]),
      'annotations/captions_val2017.json': '{"images": [], "annotations": []}',
      'train2017/a.jpg': 'image',
      'val2017/a.jpg': 'image',
    },
    splits: { 'train2017/a.jpg': 'train', 'val2017/a.jpg': 'val' },
  },
  {
    name: 'COCO <split>/_annotations.coco.json (Roboflow)',
    format: 'coco',
    files: {
      'train/_annotations.coco.json': coco(['a.jpg'], [[1, 1, [10, 20, 40, 40]]]),
      'valid/_annotations.coco.json': coco(['a.jpg'], [[1, 1, [10, 20, 40, 40]]]),
      'train/a.jpg': 'image',
      'valid/a.jpg': 'image',
    },
    splits: { 'train/a.jpg': 'train', 'valid/a.jpg': 'val' },
  },
  {
    name: 'COCO files named after splits, file names with folders',
    format: 'coco',
    files: {
      'test.json': coco(['images/a.jpg'], [[1, 1, [10, 20, 40, 40]]]),
      'train.json': coco(['sub\\b.jpg'], [[1, 1, [10, 20, 40, 40]]]),
      'images/a.jpg': 'image',
      'images/sub/b.jpg': 'image',
    },
    splits: { 'images/a.jpg': 'test', 'images/sub/b.jpg': 'train' },
  },
];

describe('layouts', () => {
  it.each(LAYOUTS)('$name', async ({ files, format, splits, trainval }) => {
    const dataset = await openFiles(files);
    expect(dataset.format).toBe(format);
    expect(dataset.classes).toEqual(['cell']);
    expect(dataset.splitSource).toBe('files');
    expect(dataset.trainval).toBe(trainval);
    expect(Object.fromEntries(dataset.images.map(({ imageId, split }) => [imageId, split]))).toEqual(splits);
    for (const { imageId } of dataset.images) expect(boxesOf(dataset, imageId)).toEqual(BOX);
    expect(dataset.problems.map(problemLine)).toEqual([]);
  });

  it('keeps the order of splits and sorts images by identity', async () => {
    const dataset = await openFiles(LAYOUTS[0]!.files);
    expect(dataset.splits).toEqual(['train', 'val', 'test']);
    expect(dataset.images.map(({ imageId }) => imageId)).toEqual([
      'JPEGImages/a.jpg',
      'JPEGImages/b.jpg',
      'JPEGImages/c.jpg',
    ]);
  });

  it('reads a folder that fits several layouts as the one asked for', async () => {
    const files = { ...LAYOUTS[0]!.files, 'data.yaml': YAML + 'train: JPEGImages\n' };
    expect((await openFiles(files, { format: 'voc' })).format).toBe('voc');
  });

  it('maps COCO ids with gaps by sorted order and keeps the originals', async () => {
    const json = coco(['a.jpg'], [[1, 90, [10, 20, 40, 40]]], { 90: 'toothbrush', 1: 'person', 13: 'sign' });
    const dataset = await openFiles({ 'val.json': json, 'a.jpg': 'image' });
    expect(dataset.classes).toEqual(['person', 'sign', 'toothbrush']);
    expect(dataset.categoryIds).toEqual([1, 13, 90]);
    expect(dataset.images[0]!.externalId).toBe(1);
    expect(boxesOf(dataset, 'a.jpg')).toEqual(['toothbrush 10 20 50 60']);
  });

  it('sorts VOC classes, or takes their order from a class file', async () => {
    const xml = voc('a.jpg', [vocObject('wbc', [1, 1, 50, 50]), vocObject('rbc', [1, 1, 60, 70])]);
    const files = { 'a.jpg': 'image', 'a.xml': xml };
    expect((await openFiles(files)).classes).toEqual(['rbc', 'wbc']);
    expect((await openFiles({ ...files, 'classes.txt': 'wbc\nrbc' })).classes).toEqual(['wbc', 'rbc']);
  });
});
