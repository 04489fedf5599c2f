// Folders that cannot be used as a whole: each gives a UserError that says what, where and what to do.
import { describe, expect, it } from 'vitest';
import { UserError } from '../../core/user-error.ts';
import { openDataset } from './open-dataset.ts';
import { coco, voc, vocObject, writeFolder, type Files } from './testing/fixture.ts';

interface Case {
  readonly name: string;
  readonly files: Files;
  readonly code: string;
  readonly message: RegExp;
}

const ROW = '0 0.5 0.5 0.5 0.5\n';
const IMAGES: Files = { 'images/a.jpg': 'image', 'labels/a.txt': ROW };

const CASES: readonly Case[] = [
  {
    name: 'empty folder',
    files: { '.hidden': 'x' },
    code: 'dataset-empty',
    message: /holds no files/,
  },
  {
    name: 'images without annotations',
    files: { 'a.jpg': 'image', 'b.png': 'image', 'readme.md': 'x' },
    code: 'annotations-missing',
    message: /2 images and no annotations.*\(files: 1 \.jpg, 1 \.png, 1 \.md\)/,
  },
  {
    name: 'neither images nor annotations',
    files: { 'report.pdf': 'x', 'package.json': '{"name": "x"}', 'feed.xml': '<rss/>' },
    code: 'dataset-not-recognised',
    message: /no images and no annotations \(files: 1 \.xml, 1 \.json, 1 \.pdf\)/,
  },
  {
    name: 'class id beyond the list (YOLO): file and line',
    files: {
      ...IMAGES,
      'data.yaml': 'train: images\nval: images\nnames: [cell]\n',
      'labels/a.txt': `${ROW}3 0.5 0.5 0.1 0.1\n`,
    },
    code: 'class-unknown',
    message:
      /1 box has a class that the 1 known classes \(cell\) do not include: labels\/a\.txt:2 \(class "3"\)/,
  },
  {
    name: 'negative class id (Darknet): file and line',
    files: {
      'obj.data': 'classes=1\ntrain=train.txt\nnames=obj.names',
      'obj.names': 'cell',
      'train.txt': 'a.jpg',
      'a.jpg': 'image',
      'a.txt': '-1 0.5 0.5 0.1 0.1',
    },
    code: 'class-unknown',
    message: /a\.txt:1 \(class "-1"\)/,
  },
  {
    name: 'only the first places are named',
    files: {
      ...IMAGES,
      'data.yaml': 'train: images\nval: images\nnames: [cell]\n',
      'labels/a.txt': '9 0.5 0.5 0.1 0.1\n'.repeat(8),
    },
    code: 'class-unknown',
    message: /8 boxes.*a\.txt:5 \(class "9"\) and 3 more/,
  },
  {
    name: 'category that is not listed (COCO)',
    files: { 'a.jpg': 'image', 'val.json': coco(['a.jpg'], [[1, 7, [1, 1, 9, 9]]]) },
    code: 'class-unknown',
    message: /val\.json annotation 1 \(class "7"\)/,
  },
  {
    name: 'class that the class file lacks (VOC)',
    files: {
      'a.jpg': 'image',
      'a.xml': voc('a.jpg', [vocObject('zell', [1, 1, 9, 9])]),
      'classes.txt': 'cell',
    },
    code: 'class-unknown',
    message: /a\.xml:6 \(class "zell"\)/,
  },
  {
    name: 'JSON that does not parse: position',
    files: { 'a.jpg': 'image', 'val.json': '{"images": [],\n"annotations": [}' },
    code: 'annotation-unreadable',
    message: /^val\.json:2: column 17: not valid JSON, expected a value or "\]", found "}"/,
  },
  {
    name: 'JSON that breaks off',
    files: { 'a.jpg': 'image', 'instances_val.json': '{"images": [],\n"annotations": [' },
    code: 'annotation-unreadable',
    message: /^instances_val\.json:2: column 17: not valid JSON/,
  },
  {
    name: 'JSON without a list of categories',
    files: { 'a.jpg': 'image', 'val.json': '{"images": [], "annotations": []}' },
    code: 'annotation-unreadable',
    message: /^val\.json: expected a list called "categories"/,
  },
  {
    name: 'categories that differ between files',
    files: {
      'a.jpg': 'image',
      'train.json': coco(['a.jpg'], [], { 1: 'cell' }),
      'val.json': coco(['a.jpg'], [], { 1: 'dot' }),
    },
    code: 'classes-differ',
    message: /Category 1 is "cell" in train\.json and "dot" in val\.json/,
  },
  {
    name: 'names and nc differ',
    files: { ...IMAGES, 'data.yaml': 'train: images\nval: images\nnc: 3\nnames: [cell, dot]\n' },
    code: 'classes-differ',
    message: /data\.yaml: nc says 3 classes, names lists 2 \(cell, dot\)/,
  },
  {
    name: 'names with a gap',
    files: { ...IMAGES, 'data.yaml': 'train: images\nval: images\nnames: {0: cell, 2: dot}\n' },
    code: 'classes-differ',
    message: /data\.yaml: names has the ids 0, 2/,
  },
  {
    name: 'data.yaml that does not parse: line',
    files: { ...IMAGES, 'data.yaml': 'train: images\nnames: [cell\nval: images\n' },
    code: 'annotation-unreadable',
    message: /^data\.yaml:\d: /,
  },
  {
    name: 'train path that does not exist',
    files: { ...IMAGES, 'data.yaml': 'train: /data/cells/photos\nval: images\nnames: [cell]\n' },
    code: 'dataset-path-missing',
    message: /data\.yaml: train is "\/data\/cells\/photos", which is not in this folder/,
  },
  {
    name: 'val list that does not exist',
    files: { ...IMAGES, 'data.yaml': 'train: images\nval: val.txt\nnames: [cell]\n' },
    code: 'dataset-path-missing',
    message: /data\.yaml: val is "val\.txt"/,
  },
  {
    name: 'names file that does not exist (Darknet)',
    files: {
      'obj.data': 'classes=1\ntrain=train.txt\nnames=data/x.names',
      'train.txt': 'a.jpg',
      'a.jpg': 'image',
    },
    code: 'dataset-path-missing',
    message: /obj\.data: names is "data\/x\.names"/,
  },
  {
    name: '.data without lists (Darknet)',
    files: { 'obj.data': 'names=obj.names', 'obj.names': 'cell', 'a.jpg': 'image' },
    code: 'dataset-path-missing',
    message: /obj\.data has no line "train = \.\.\."/,
  },
  {
    name: 'classes and names file differ (Darknet)',
    files: {
      'obj.data': 'classes=2\ntrain=train.txt\nnames=obj.names',
      'obj.names': 'cell',
      'train.txt': 'a.jpg',
      'a.jpg': 'image',
    },
    code: 'classes-differ',
    message: /obj\.data: classes says 2, obj\.names lists 1 names/,
  },
  {
    name: 'an empty names file',
    files: {
      'obj.data': 'train=train.txt\nnames=obj.names',
      'obj.names': '\n',
      'train.txt': 'a.jpg',
      'a.jpg': 'image',
    },
    code: 'classes-missing',
    message: /obj\.names holds no class names/,
  },
  {
    name: 'data.yaml over images without a single label',
    files: { 'images/a.jpg': 'image', 'data.yaml': 'train: images\nval: images\nnames: [cell]\n' },
    code: 'annotations-missing',
    message: /None of the 1 images has a label file/,
  },
  {
    name: 'annotations whose images are elsewhere',
    files: { 'val.json': coco(['a.jpg', 'b.jpg'], [[1, 1, [1, 1, 9, 9]]]) },
    code: 'images-missing',
    message: /no usable image\. First of 2 errors: val\.json: "a\.jpg" \(image 1\) is not in this folder/,
  },
  {
    name: 'images that are all damaged',
    files: { 'a.jpg': 'no image', 'a.xml': voc('a.jpg', [vocObject('cell', [1, 1, 9, 9])]) },
    code: 'images-missing',
    message: /First of 1 errors: a\.jpg: The file does not begin like any known image format/,
  },
];

async function errorOf(root: string): Promise<UserError> {
  const error: unknown = await openDataset(root).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('folders that cannot be used', () => {
  it.each(CASES)('$name', async ({ files, code, message }) => {
    const error = await errorOf(await writeFolder(files));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(/\.$/);
  });

  it('a folder that does not exist, and a file', async () => {
    const root = await writeFolder({ 'data.yaml': 'x' });
    expect((await errorOf(`${root}/nowhere`)).code).toBe('dataset-not-found');
    expect((await errorOf(`${root}/data.yaml`)).code).toBe('dataset-not-a-folder');
  });

  it('stops when it is told to', async () => {
    const root = await writeFolder(IMAGES);
    await expect(openDataset(root, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});
