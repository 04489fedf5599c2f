// What breaks in image files of real datasets, as a table: broken folder, expected records and problems.
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bmp, drawPixels, jpeg, netpbm, picture, png16 } from '../images/testing/pictures.ts';
import { sharp } from '../images/sharp-setup.ts';
import { openDataset } from './open-dataset.ts';
import { coco, openFiles, problemLine, voc, vocObject, writeFolder } from './testing/fixture.ts';

const ROW = '0 0.5 0.5 0.5 0.5';
const MADE = 'split-made note .';

/** A YOLO folder of one file under test beside a sound one. */
async function openImage(name: string, bytes: Buffer) {
  const stem = name.replace(/\.\w+$/, '');
  return openFiles({
    'classes.txt': 'cell',
    [name]: bytes,
    [`${stem}.txt`]: ROW,
    'sound.jpg': 'image',
    'sound.txt': ROW,
  });
}

interface Case {
  readonly row: string;
  readonly name: string;
  readonly bytes: () => Promise<Buffer>;
  /** Undefined: the image is left out. */
  readonly size: readonly [number, number] | undefined;
  readonly problems: readonly string[];
}

const HEIC = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from('ftypheic\0\0\0\0mif1heic'),
  Buffer.alloc(99),
]);
const cut = (bytes: Buffer, fraction: number): Buffer =>
  bytes.subarray(0, Math.floor(bytes.length * fraction));

const CASES: readonly Case[] = [
  {
    row: 'grey: replicated, nothing to tell',
    name: 'x.jpg',
    bytes: () => picture().greyscale().jpeg().toBuffer(),
    size: [100, 80],
    problems: [],
  },
  {
    row: '16 bit: scaled, told',
    name: 'x.png',
    bytes: () => png16(100, 80, 30000, 1),
    size: [100, 80],
    problems: ['image-16-bit note x.png'],
  },
  {
    row: 'CMYK: converted, flagged',
    name: 'x.jpg',
    bytes: () => picture().toColourspace('cmyk').jpeg().toBuffer(),
    size: [100, 80],
    problems: ['image-converted note x.jpg'],
  },
  {
    row: 'palette: converted, flagged',
    name: 'x.png',
    bytes: () => picture().png({ palette: true }).toBuffer(),
    size: [100, 80],
    problems: ['image-converted note x.png'],
  },
  {
    row: 'alpha: converted, flagged',
    name: 'x.png',
    bytes: () => picture().ensureAlpha(0.5).png().toBuffer(),
    size: [100, 80],
    problems: ['image-converted note x.png'],
  },
  {
    row: 'WebP: read',
    name: 'x.webp',
    bytes: () => picture().webp().toBuffer(),
    size: [100, 80],
    problems: [],
  },
  {
    row: 'TIFF: read',
    name: 'x.TIF',
    bytes: () => picture().tiff({ compression: 'lzw' }).toBuffer(),
    size: [100, 80],
    problems: [],
  },
  {
    row: 'bitmap: read',
    name: 'x.BMP',
    bytes: () => Promise.resolve(bmp(100, 80, drawPixels(100, 80))),
    size: [100, 80],
    problems: [],
  },
  {
    row: '16-bit PGM: scaled, told',
    name: 'x.pgm',
    bytes: () => Promise.resolve(netpbm(12, 10, new Array<number>(120).fill(4000), 4095)),
    size: [12, 10],
    problems: ['image-16-bit note x.pgm'],
  },
  {
    row: 'wide-gamut colour profile: converted, flagged',
    name: 'x.jpg',
    bytes: () => picture().withIccProfile('p3').jpeg().toBuffer(),
    size: [100, 80],
    problems: ['image-converted note x.jpg'],
  },
  {
    row: 'animated: first page, flagged',
    name: 'x.gif',
    bytes: async () => {
      const pages = [await picture(30, 20).png().toBuffer(), await picture(30, 20).png().toBuffer()];
      return sharp(pages, { join: { animated: true } })
        .gif()
        .toBuffer();
    },
    size: [30, 20],
    problems: ['image-converted note x.gif'],
  },
  {
    row: 'HEIC: refused clearly',
    name: 'x.heic',
    bytes: () => Promise.resolve(HEIC),
    size: undefined,
    problems: ['image-unreadable error x.heic'],
  },
  {
    row: 'truncated JPEG: skipped, listed',
    name: 'x.jpg',
    bytes: async () => cut(await jpeg(400, 300), 0.6),
    size: undefined,
    problems: ['image-truncated error x.jpg'],
  },
  {
    row: 'JPEG with data after its end mark: read',
    name: 'x.jpg',
    bytes: async () => Buffer.concat([await jpeg(), Buffer.alloc(5000, 7)]),
    size: [100, 80],
    problems: [],
  },
  {
    row: 'truncated PNG: skipped, listed',
    name: 'x.png',
    bytes: async () => cut(await picture(200, 200).png().toBuffer(), 0.6),
    size: undefined,
    problems: ['image-truncated error x.png'],
  },
  {
    row: 'truncated WebP: skipped, listed',
    name: 'x.webp',
    bytes: async () => cut(await picture(200, 200).webp().toBuffer(), 0.6),
    size: undefined,
    problems: ['image-truncated error x.webp'],
  },
  {
    row: 'an empty file: skipped, listed',
    name: 'x.jpg',
    bytes: () => Promise.resolve(Buffer.alloc(0)),
    size: undefined,
    problems: ['image-truncated error x.jpg'],
  },
  {
    row: 'no image at all: skipped, listed',
    name: 'x.jpg',
    bytes: () => Promise.resolve(Buffer.from('<html>404 Not Found</html>')),
    size: undefined,
    problems: ['image-unreadable error x.jpg'],
  },
  {
    row: 'the extension lies: read by content',
    name: 'x.jpg',
    bytes: () => picture().png().toBuffer(),
    size: [100, 80],
    problems: [],
  },
  {
    row: 'below 10 px: flagged',
    name: 'x.png',
    bytes: () => picture(9, 40).png().toBuffer(),
    size: [9, 40],
    problems: ['image-too-small warning x.png'],
  },
];

describe('image files that break', () => {
  it.each(CASES)('$row', async ({ name, bytes, size, problems }) => {
    const dataset = await openImage(name, await bytes());
    const image = dataset.images.find(({ imageId }) => imageId === name);
    expect(image && [image.width, image.height]).toEqual(size);
    const found = dataset.problems
      .map(problemLine)
      .filter((line) => line !== MADE && !line.startsWith('box-tiny'));
    expect(found).toEqual(problems);
    expect(dataset.images.some(({ imageId }) => imageId === 'sound.jpg')).toBe(true);
  });

  it('names the file and the remedy, not the folder of this machine', async () => {
    const { problems } = await openImage('x.heic', HEIC);
    const { message } = problems.find(({ code }) => code === 'image-unreadable')!;
    expect(message).toMatch(/^The file is a HEIC picture.*left out\. Convert it to JPEG or PNG/);
  });

  it('missing images are listed', async () => {
    const dataset = await openFiles({
      'val.json': coco(['a.jpg', 'gone.jpg'], [[1, 1, [25, 20, 50, 40]]]),
      'a.jpg': 'image',
    });
    expect(dataset.problems.map(problemLine)).toEqual(['image-missing error val.json']);
    const listed = await openFiles({
      'JPEGImages/a.jpg': 'image',
      'Annotations/a.xml': voc('a.jpg', [vocObject('cell', [26, 21, 75, 60])]),
      'Annotations/b.xml': voc('b.jpg', []),
      'ImageSets/Main/val.txt': 'a\nb\nc\n',
    });
    expect(listed.problems.map(problemLine)).toEqual([
      'label-without-image warning Annotations/b.xml',
      'image-missing error ImageSets/Main/val.txt:2',
      'split-unknown-image error ImageSets/Main/val.txt:3',
    ]);
  });

  it('images that no list names are counted', async () => {
    const dataset = await openFiles({
      'a.jpg': 'image',
      'a.xml': voc('a.jpg', [vocObject('cell', [26, 21, 75, 60])]),
      'b.jpg': 'image',
      'test.txt': 'a\n',
    });
    expect(dataset.problems.map(problemLine)).toEqual(['image-unlisted note b.jpg']);
  });

  it('a link that leads nowhere is a missing image, and a circle of folders ends', async () => {
    const root = await writeFolder({
      'val.json': coco(['a.jpg', 'b.jpg'], [[1, 1, [25, 20, 50, 40]]]),
      'a.jpg': 'image',
    });
    await symlink(join(root, 'gone.jpg'), join(root, 'b.jpg'));
    await symlink(root, join(root, 'circle'));
    const dataset = await openDataset(root);
    expect(dataset.problems.map(problemLine)).toEqual(['image-missing error val.json']);
  });
});
