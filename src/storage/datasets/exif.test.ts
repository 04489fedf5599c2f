// EXIF orientation: boxes lie on the same object in the decoded picture, whichever way the annotation tool saw it.
import { describe, expect, it } from 'vitest';
import { createLetterbox } from '../../core/letterbox/letterbox.ts';
import { decodeImage } from '../images/decode.ts';
import { prepareInput } from '../images/prepare-input.ts';
import { sharp } from '../images/sharp-setup.ts';
import { drawPixels, GREY, RED } from '../images/testing/pictures.ts';
import { turnBox } from './annotation-frame.ts';
import { openDataset } from './open-dataset.ts';
import { coco, openFiles, problemLine, voc, vocObject, writeFolder } from './testing/fixture.ts';

const STORED = { width: 96, height: 64 };
const STORED_BOX = { x1: 8, y1: 16, x2: 40, y2: 32 };
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

/** A red rectangle at STORED_BOX of the stored pixels. */
async function photo(orientation: number): Promise<Buffer> {
  const { x1, y1, x2, y2 } = STORED_BOX;
  const pixels = drawPixels(STORED.width, STORED.height, GREY, { box: [x1, y1, x2, y2], colour: RED });
  return sharp(pixels, { raw: { ...STORED, channels: 3 } })
    .withMetadata({ orientation })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** Bounds of the red pixels of a picture. */
function redBounds(pixels: Uint8Array, width: number): number[] {
  let [x1, y1, x2, y2] = [Infinity, Infinity, 0, 0];
  for (let i = 0; i < pixels.length; i += 3) {
    if (pixels[i]! < 170 || pixels[i + 1]! > 70) continue;
    const [x, y] = [(i / 3) % width, Math.floor(i / 3 / width)];
    [x1, y1, x2, y2] = [Math.min(x1, x), Math.min(y1, y), Math.max(x2, x + 1), Math.max(y2, y + 1)];
  }
  return [x1, y1, x2, y2];
}

const inclusive = ({ x1, y1, x2, y2 }: typeof STORED_BOX): number[] => [x1 + 1, y1 + 1, x2, y2];

describe('EXIF orientation of each kind', () => {
  it.each(ORIENTATIONS)('%i: boxes drawn on the stored pixels turn along', async (orientation) => {
    const root = await writeFolder({
      'a.jpg': await photo(orientation),
      'a.xml': voc('a.jpg', [vocObject('cell', inclusive(STORED_BOX))], '96x64'),
    });
    const { images, problems } = await openDataset(root);
    const { width, height, groundTruth } = images[0]!;
    const decoded = await decodeImage(`${root}/a.jpg`);
    expect([width, height]).toEqual([decoded.width, decoded.height]);
    expect([width, height]).toEqual(orientation >= 5 ? [64, 96] : [96, 64]);
    const exif = problems.filter(({ code }) => code === 'exif-orientation');
    expect(exif.map(({ severity }) => severity)).toEqual(orientation === 1 ? [] : ['warning']);
    if (orientation >= 2 && orientation <= 4) return; // one size either way: taken to be upright, with a warning
    const { x1, y1, x2, y2 } = groundTruth[0]!.box;
    expect([x1, y1, x2, y2]).toEqual(redBounds(decoded.pixels, width));
  });

  it.each(ORIENTATIONS)('%i: turnBox agrees with the decoder', async (orientation) => {
    const root = await writeFolder({ 'a.jpg': await photo(orientation) });
    const decoded = await decodeImage(`${root}/a.jpg`);
    const { x1, y1, x2, y2 } = turnBox(STORED_BOX, orientation, STORED);
    expect([x1, y1, x2, y2]).toEqual(redBounds(decoded.pixels, decoded.width));
  });
});

describe('EXIF orientation and stated sizes', () => {
  it('boxes drawn on the upright image stay; the stated size says so', async () => {
    const upright = turnBox(STORED_BOX, 6, STORED);
    const dataset = await openFiles({
      'a.jpg': await photo(6),
      'a.xml': voc('a.jpg', [vocObject('cell', inclusive(upright))], '64x96'),
    });
    expect(dataset.images[0]!.groundTruth[0]!.box).toEqual(upright);
    expect(dataset.problems.map(problemLine)).toContain('exif-orientation note a.xml');
  });

  it('COCO sizes decide alike', async () => {
    const json = JSON.parse(coco(['a.jpg'], [[1, 1, [8, 16, 32, 16]]])) as { images: object[] };
    Object.assign(json.images[0]!, STORED);
    const dataset = await openFiles({ 'a.jpg': await photo(8), 'val.json': JSON.stringify(json) });
    expect(dataset.images[0]!.groundTruth[0]!.box).toEqual(turnBox(STORED_BOX, 8, STORED));
  });

  it('a stated size of half the stored pixels is scaled and turned', async () => {
    const dataset = await openFiles({
      'a.jpg': await photo(6),
      'a.xml': voc('a.jpg', [vocObject('cell', [5, 9, 20, 16])], '48x32'),
    });
    expect(dataset.images[0]!.groundTruth[0]!.box).toEqual(turnBox(STORED_BOX, 6, STORED));
  });

  it('fractions are taken of the upright image, with a warning', async () => {
    const dataset = await openFiles({
      'a.jpg': await photo(6),
      'a.txt': '0 0.5 0.5 0.5 0.5',
      'classes.txt': 'cell',
    });
    expect(dataset.images[0]!.groundTruth[0]!.box).toEqual({ x1: 16, y1: 24, x2: 48, y2: 72 });
    expect(dataset.problems.map(problemLine)).toContain('exif-orientation warning a.txt');
  });

  it("the network's input is upright too", async () => {
    const root = await writeFolder({ 'a.jpg': await photo(6) });
    const letterbox = createLetterbox({ width: 64, height: 96 }, { width: 96, height: 96 });
    const pixels = await prepareInput(`${root}/a.jpg`, letterbox);
    const { x1, y1, x2, y2 } = turnBox(STORED_BOX, 6, STORED);
    expect(redBounds(pixels, 96)).toEqual([x1 + 16, y1, x2 + 16, y2]);
  });
});
