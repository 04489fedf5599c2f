// Label files as people's tools write them, added to: encodings, line ends, names, new files, turned and resized images.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Mark } from '../../core/marks/mark.ts';
import { openDataset } from '../datasets/open-dataset.ts';
import { boxesOf, coco, voc, vocObject, writeFolder, type Files } from '../datasets/testing/fixture.ts';
import { jpeg } from '../images/testing/pictures.ts';
import { exportMarks } from './export-marks.ts';
import { editLabels } from './label-edits.ts';
import { mark, openOverlaid, openPatched, PATCH_COMMANDS } from './testing/marked-datasets.ts';
import { overlayDirectory, writeOverlay } from './write-overlay.ts';

/** Marks a dataset. @returns the overlay's folder, and the boxes of images once it is applied in each way */
async function apply(files: Files, marks: readonly Mark[]) {
  const root = await writeFolder(files);
  const dataset = await openDataset(root);
  const edited = await editLabels(dataset, marks);
  const folder = await mkdtemp(join(tmpdir(), 'boxwright-marks-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeOverlay(folder, root, edited, { bytes: 1, fingerprint: 'f' });
  const overlay = overlayDirectory(folder);
  const exported = exportMarks(dataset, edited);
  const overlaid = await openOverlaid(root, overlay);
  const patched =
    exported.text === ''
      ? []
      : await Promise.all(PATCH_COMMANDS.map((command) => openPatched(root, exported, command)));
  return { overlay, edited, exported, dataset, overlaid, all: [overlaid, ...patched] };
}

const YAML = 'train: images\nnames: [cell, dot]\n';
/** What `0 0.5 0.5 0.5 0.5` and a mark at [10, 5, 22, 17] are in the dataset. */
const BOTH = ['cell 25 20 75 60', 'cell 10 5 22 17'];
const ROW = '0 0.5 0.5 0.5 0.5';
const ADDED = '0 0.160000 0.137500 0.120000 0.150000';
const onA = mark('missing-label', 'images/a.jpg', [10, 5, 22, 17]);

describe('a YOLO label file', () => {
  it.each([
    ['with a line break at the end', `${ROW}\n`, `${ROW}\n${ADDED}\n`],
    ['without one', ROW, `${ROW}\n${ADDED}\n`],
    ['of Windows', `${ROW}\r\n`, `${ROW}\r\n${ADDED}\r\n`],
    ['of an old Mac', ROW + '\r', `${ROW}\r${ADDED}\r`],
    ['of several Windows lines without a break at the end', `\r\n${ROW}`, `\r\n${ROW}\r\n${ADDED}\r\n`],
    [
      'with a polygon and blanks',
      `0 0.25 0.25 0.75 0.25 0.75 0.75 \n\n`,
      `0 0.25 0.25 0.75 0.25 0.75 0.75 \n\n${ADDED}\n`,
    ],
    ['with a byte-order mark', `\ufeff${ROW}\n`, `\ufeff${ROW}\n${ADDED}\n`],
  ])('%s', async (_, label, expected) => {
    const { overlay, all } = await apply(
      { 'data.yaml': YAML, 'images/a.jpg': 'image', 'labels/a.txt': label },
      [onA],
    );
    expect(await readFile(join(overlay, 'labels/a.txt'), 'utf8')).toBe(expected);
    expect(all).toHaveLength(1 + PATCH_COMMANDS.length);
    for (const dataset of all) expect(boxesOf(dataset, 'images/a.jpg')).toEqual(BOTH);
  });

  it('that is empty, and one that is missing, in a folder of its own or beside the image', async () => {
    const marks = ['images/a.jpg', 'images/new.jpg', 'more/c.jpg'].map((imageId) =>
      mark('missing-label', imageId, [10, 5, 22, 17]),
    );
    const { edited, all } = await apply(
      {
        'data.yaml': 'train: [images, more]\nnames: [cell]\n',
        'images/a.jpg': 'image',
        'labels/a.txt': '',
        'images/new.jpg': 'image',
        'images/other.jpg': 'image',
        'labels/other.txt': ROW,
        'more/c.jpg': 'image',
        'more/d.jpg': 'image',
        'more/d.txt': ROW,
      },
      marks,
    );
    expect(edited.edits.map(({ file }) => file)).toEqual(['labels/a.txt', 'labels/new.txt', 'more/c.txt']);
    for (const dataset of all)
      for (const { imageId } of marks) expect(boxesOf(dataset, imageId)).toEqual(['cell 10 5 22 17']);
  });

  it('with blanks, quotes and letters in its name, in either Unicode form', async () => {
    const names = ['a b (1)', 'ü é', 'u\u0308', `it's "x"`, 'tail '];
    const files = Object.fromEntries(
      names.flatMap((name) => [
        [`images/${name}.jpg`, 'image'],
        [`labels/${name}.txt`, ROW],
      ]),
    );
    const marks = names.map((name) =>
      mark('missing-label', `images/${name}.jpg`.normalize('NFC'), [10, 5, 22, 17]),
    );
    const { edited, all } = await apply({ 'data.yaml': YAML, ...files }, marks);
    expect(edited.leftOut).toEqual([]);
    for (const dataset of all)
      for (const { imageId } of marks) expect(boxesOf(dataset, imageId), imageId).toEqual(BOTH);
  });
});

const vocMark = mark('missing-label', 'a.jpg', [10, 5, 22, 17], 'cell');
const OBJECT = vocObject('cell', [26, 21, 75, 60]);

describe('a VOC annotation', () => {
  it.each([
    ['as usual', voc('a.jpg', [OBJECT])],
    ['of Windows', voc('a.jpg', [OBJECT]).replaceAll('\n', '\r\n')],
    ['in one line', voc('a.jpg', [OBJECT]).replaceAll(/\n\s*/g, '')],
    [
      'in upper case with comments behind',
      `${voc('a.jpg', [OBJECT]).replaceAll('annotation>', 'Annotation>')}<!-- </annotation> -->\n`,
    ],
    ['without a size', voc('a.jpg', [OBJECT], '')],
    ['with its last tags in one line', voc('a.jpg', [OBJECT]).replace(/\s*<\/annotation>/, '</annotation >')],
    [
      'with letters and a declaration',
      `<?xml version="1.0" encoding="utf-8"?>\n<!-- \u00e4 -->\n${voc('a.jpg', [OBJECT])}`,
    ],
  ])('%s', async (_, xml) => {
    const { overlay, all } = await apply({ 'a.jpg': 'image', 'a.xml': xml }, [vocMark]);
    const changed = await readFile(join(overlay, 'a.xml'), 'utf8');
    expect(
      changed.replace(/[ \t]*<object>(?:(?!<object>)[\s\S])*<xmin>11<[\s\S]*?<\/object>(\r?\n)?/, ''),
    ).toBe(xml);
    expect(changed.includes('\r\n')).toBe(xml.includes('\r\n'));
    expect(all).toHaveLength(1 + PATCH_COMMANDS.length);
    for (const dataset of all) expect(boxesOf(dataset, 'a.jpg')).toEqual(BOTH);
  });

  it('has the indentation of its objects', async () => {
    const { overlay } = await apply({ 'a.jpg': 'image', 'a.xml': voc('a.jpg', [OBJECT]) }, [vocMark]);
    expect(await readFile(join(overlay, 'a.xml'), 'utf8')).toContain(`</object>
  <object>
    <name>cell</name>
    <difficult>0</difficult>
    <bndbox><xmin>11</xmin><ymin>6</ymin><xmax>22</xmax><ymax>17</ymax></bndbox>
  </object>
</annotation>
`);
  });

  it('names classes with signs that XML reserves', async () => {
    const name = 'red & <blue> "é"';
    const { all } = await apply(
      { 'a.jpg': 'image', 'a.xml': voc('a.jpg', []), 'classes.txt': `cell\n${name}\n` },
      [mark('missing-label', 'a.jpg', [10, 5, 22, 17], name)],
    );
    for (const dataset of all) expect(boxesOf(dataset, 'a.jpg')).toEqual([`${name} 10 5 22 17`]);
  });

  it('of an image that has none is made where its neighbours have theirs', async () => {
    const { edited, all } = await apply(
      {
        'Annotations/a.xml': voc('a.jpg', [OBJECT]),
        'JPEGImages/a.jpg': 'image',
        'JPEGImages/b.png.jpg': 'image',
        'notes/b.txt': 'no list',
      },
      [mark('ignore-region', 'JPEGImages/b.png.jpg', [10, 5, 22, 17])],
    );
    expect(edited.edits.map(({ file }) => file)).toEqual(['Annotations/b.png.xml']);
    for (const dataset of all)
      expect(boxesOf(dataset, 'JPEGImages/b.png.jpg')).toEqual(['cell 10 5 22 17 difficult']);
  });

  it('that belongs to its image by the name written in it is found', async () => {
    const { edited, all } = await apply(
      {
        'x/1.xml': voc('a.jpg', [OBJECT]),
        'x/2.xml': voc('b.jpg', [OBJECT]),
        'a.jpg': 'image',
        'b.jpg': 'image',
      },
      [vocMark],
    );
    expect(edited.edits.map(({ file }) => file)).toEqual(['x/1.xml']);
    for (const dataset of all) expect(boxesOf(dataset, 'a.jpg')).toEqual(BOTH);
  });

  it('of an image whose name another folder has too is the right one', async () => {
    const files = Object.fromEntries(
      ['one', 'two'].flatMap((camera) => [
        [`${camera}/a.xml`, voc('a.jpg', [OBJECT])],
        [`${camera}/a.jpg`, 'image'],
      ]),
    );
    const { edited } = await apply(files, [mark('missing-label', 'one/a.jpg', [10, 5, 22, 17])]);
    expect(edited.edits.map(({ file }) => file)).toEqual(['one/a.xml']);
  });

  it.each([
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big-endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['Windows-1252', (text: string) => Buffer.from(text, 'latin1')],
  ])('in %s is in the overlay, and no patch', async (_, encode) => {
    const xml = voc('a.jpg', [OBJECT]).replace('<filename>', '<!-- \u00e4 --><filename>');
    const { overlay, edited, exported, overlaid } = await apply({ 'a.jpg': 'image', 'a.xml': encode(xml) }, [
      vocMark,
    ]);
    expect(edited.leftOut).toEqual([]);
    expect(boxesOf(overlaid, 'a.jpg')).toEqual(BOTH);
    const changed = await readFile(join(overlay, 'a.xml'));
    const before = encode(xml);
    const at = changed.findIndex((byte, i) => byte !== before[i]);
    const tail = before.subarray(at);
    expect(changed.subarray(changed.length - tail.length).equals(tail)).toBe(true);
    expect(exported).toMatchObject({
      text: '',
      marks: 0,
      leftOut: [{ reason: 'label-file', imageId: 'a.jpg' }],
    });
  });

  it('that cannot take an object is left alone, and told of', async () => {
    const odd = Buffer.from(voc('b.jpg', []).replace('<filename>', '<!-- \u00e4 --><filename>'), 'latin1');
    const { edited } = await apply(
      {
        'a.jpg': 'image',
        'a.xml': '<annotation/>',
        'b.jpg': 'image',
        'b.xml': odd,
        'classes.txt': 'cell\n\u00e9',
      },
      [vocMark, mark('missing-label', 'b.jpg', [10, 5, 22, 17], '\u00e9')],
    );
    expect(edited.edits).toEqual([]);
    expect(edited.leftOut.map(({ message }) => message)).toEqual([
      'a.xml: The file has no closing tag </annotation> to put objects before.',
      'b.xml: The encoding of the file lacks a letter of a class name.',
    ]);
  });
});

describe('on images that EXIF turns, boxes come back where they were marked', () => {
  const cases = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) =>
    ['96x64', '192x128', '64x96', ''].map((size) => ({ orientation, size })),
  );
  it.each(cases)('orientation $orientation, annotated at "$size"', async ({ orientation, size }) => {
    const picture = await jpeg(96, 64, orientation);
    const found = mark('missing-label', 'a.jpg', [8, 10, 40, 30]);
    const { all } = await apply(
      { 'a.jpg': picture, 'a.xml': voc('a.jpg', [vocObject('cell', [50, 40, 60, 50])], size) },
      [found],
    );
    for (const dataset of all) expect(dataset.images[0]!.groundTruth.at(-1)!.box).toEqual(found.box);
    if (size === '') return;
    const [width, height] = size.split('x').map(Number);
    const document = JSON.parse(coco(['a.jpg'], [[1, 1, [50, 40, 10, 10]]])) as { images: object[] };
    Object.assign(document.images[0]!, { width, height });
    const json = await apply({ 'a.jpg': picture, 'val.json': JSON.stringify(document) }, [found]);
    for (const dataset of json.all) expect(dataset.images[0]!.groundTruth.at(-1)!.box).toEqual(found.box);
  });

  it('fractions too', async () => {
    const found = mark('missing-label', 'a.jpg', [8, 10, 40, 30]);
    const { all } = await apply({ 'a.jpg': await jpeg(96, 64, 6), 'a.txt': ROW, 'classes.txt': 'cell' }, [
      found,
    ]);
    for (const dataset of all) expect(boxesOf(dataset, 'a.jpg')).toContain('cell 8 10 40 30');
  });
});
