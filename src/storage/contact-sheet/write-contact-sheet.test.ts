// The contact sheet as a picture: its size, its colours, its crops, and what it shows when something is missing.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharp } from '../images/sharp-setup.ts';
import { DARK_SHEET, MOST_TILES, type ContactSheet, type ContactSheetTile } from './contact-sheet.ts';
import { layoutSheet } from './sheet-layout.ts';
import { writeContactSheet } from './write-contact-sheet.ts';

type Pixel = [number, number, number];
const BLUE: Pixel = [40, 60, 200];
const GREEN: Pixel = [30, 160, 60];
const SETTINGS = {
  runName: 'slim-320',
  split: 'test',
  scoreThreshold: 0.4,
  nmsIouThreshold: 0.45,
  matchIouThreshold: 0.5,
};
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sheet-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A blue image of 200 x 100 px with a green square of 40 px at (100, 30). */
async function writeImage(name: string, orientation = 1): Promise<string> {
  const file = path.join(root, name);
  const green = { create: { width: 40, height: 40, channels: 3 as const, background: rgb(GREEN) } };
  await sharp({ create: { width: 200, height: 100, channels: 3, background: rgb(BLUE) } })
    .composite([{ input: green, left: 100, top: 30 }])
    .withMetadata({ orientation })
    .png()
    .toFile(file);
  return file;
}

function rgb([r, g, b]: Pixel): { r: number; g: number; b: number } {
  return { r, g, b };
}

function parseHex(colour: string): Pixel {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as Pixel;
}

function sheetOf(tiles: readonly ContactSheetTile[], more: Partial<ContactSheet> = {}): ContactSheet {
  return { title: 'Worst false positives', settings: SETTINGS, tiles, ...more };
}

function tileOf(imagePath: string, more: Partial<ContactSheetTile> = {}): ContactSheetTile {
  const box = { x1: 100, y1: 30, x2: 140, y2: 70 };
  return { imagePath, imageId: 'images/a.png', box, label: 'Platelets 0.93', kind: 'background', ...more };
}

/** The picture and a reader of its pixels. */
async function readSheet(file: string): Promise<{
  width: number;
  height: number;
  at: (x: number, y: number) => Pixel;
  count: (colour: string) => number;
}> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): Pixel =>
    [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)] as Pixel;
  const count = (colour: string): number => {
    const [r, g, b] = parseHex(colour);
    let found = 0;
    for (let i = 0; i < data.length; i += 3) {
      if (data[i] === r && data[i + 1] === g && data[i + 2] === b) found++;
    }
    return found;
  };
  return { width: info.width, height: info.height, at, count };
}

function expectNear(pixel: Pixel, colour: Pixel): void {
  pixel.forEach((value, c) => expect(Math.abs(value - colour[c]!)).toBeLessThan(8));
}

describe('writeContactSheet', () => {
  it('draws each tile with its surroundings, its box and its ground truth', async () => {
    const image = await writeImage('a.png');
    const groundTruth = [{ x1: 95, y1: 35, x2: 125, y2: 65 }];
    const file = path.join(root, 'sheet.png');
    const written = await writeContactSheet(file, sheetOf([tileOf(image, { groundTruth }), tileOf(image)]));
    const { side, tiles, width, height } = layoutSheet(2);
    expect(written).toEqual({ file, width, height, tiles: 2, unreadable: [] });
    const sheet = await readSheet(file);
    expect([sheet.width, sheet.height]).toEqual([width, height]);
    // The crop is a square of 100 px with its top left at (70, 0), scaled to `side`.
    const onTile = (i: number, x: number, y: number): Pixel =>
      sheet.at(tiles[i]!.x + Math.round(((x - 70) * side) / 100), tiles[i]!.y + Math.round((y * side) / 100));
    for (const i of [0, 1]) {
      expectNear(onTile(i, 133, 60), GREEN);
      expectNear(onTile(i, 160, 80), BLUE);
      expectNear(onTile(i, 120, 30), parseHex(DARK_SHEET.falsePositive));
    }
    // A thin line: its pixels are a mixture, but far from blue.
    expect(onTile(0, 95, 50)[0]).toBeGreaterThan(BLUE[0] + 100);
    expectNear(onTile(1, 95, 50), BLUE);
  });

  it('pads a crop that reaches over the border', async () => {
    const image = await writeImage('a.png');
    const file = path.join(root, 'sheet.png');
    const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
    await writeContactSheet(file, sheetOf([tileOf(image, { box })]));
    const sheet = await readSheet(file);
    const { side, tiles } = layoutSheet(1);
    expectNear(sheet.at(tiles[0]!.x + 12, tiles[0]!.y + side - 12), parseHex(DARK_SHEET.stage));
    expectNear(sheet.at(tiles[0]!.x + side - 12, tiles[0]!.y + side - 12), BLUE);
  });

  it('applies the EXIF orientation: boxes are in the upright image', async () => {
    // Orientation 6: stored (x, y) is shown at (height - y, x), so the square lies at (30, 100) to (70, 140).
    const image = await writeImage('turned.png', 6);
    const file = path.join(root, 'sheet.png');
    const box = { x1: 30, y1: 100, x2: 70, y2: 140 };
    await writeContactSheet(file, sheetOf([tileOf(image, { box })]));
    const sheet = await readSheet(file);
    const { side, tiles } = layoutSheet(1);
    expectNear(sheet.at(tiles[0]!.x + side / 2, tiles[0]!.y + side / 2), GREEN);
    expectNear(sheet.at(tiles[0]!.x + side / 2, tiles[0]!.y + Math.round(0.9 * side)), BLUE);
  });

  it('draws at most as many tiles as fit, in the theme it is given', async () => {
    const image = await writeImage('a.png');
    const file = path.join(root, 'sheet.png');
    const tiles = Array.from({ length: MOST_TILES + 3 }, () => tileOf(image));
    const theme = { falsePositive: '#ff00ff' };
    const written = await writeContactSheet(file, sheetOf(tiles, { theme, totalFalsePositives: 99 }));
    expect(written.tiles).toBe(MOST_TILES);
    const sheet = await readSheet(file);
    expect(sheet.count('#ff00ff')).toBeGreaterThan(MOST_TILES * 200);
    expect(sheet.count(DARK_SHEET.falsePositive)).toBe(0);
  });

  it('cuts nothing: long words end in an ellipsis within their tile', async () => {
    const image = await writeImage('a.png');
    const file = path.join(root, 'sheet.png');
    const long = 'W'.repeat(200);
    const tile = tileOf(image, { label: long, imageId: `<&"'>\u0001\ud800${long}.png` });
    const settings = { ...SETTINGS, runName: long };
    await writeContactSheet(file, sheetOf([tile, tile], { title: long, settings }));
    const sheet = await readSheet(file);
    const { side, tiles, width } = layoutSheet(2);
    const panel = parseHex(DARK_SHEET.panel);
    for (let y = tiles[0]!.y + side + 4; y < tiles[0]!.y + side + 46; y++) {
      expect(sheet.at(tiles[0]!.x + side - 5, y)).toEqual(panel);
    }
    for (let y = 0; y < tiles[0]!.y; y++) {
      expect(sheet.at(width - 12, y)).toEqual(parseHex(DARK_SHEET.background));
    }
  });

  it('shows a note in the tile of an image that cannot be read', async () => {
    const image = await writeImage('a.png');
    const file = path.join(root, 'sheet.png');
    const gone = tileOf(path.join(root, 'gone.png'), { imageId: 'images/gone.png' });
    const written = await writeContactSheet(file, sheetOf([tileOf(image), gone]));
    expect(written.unreadable).toEqual(['images/gone.png']);
    expect(written.tiles).toBe(2);
  });

  it('says that there are none, and leaves no temporary files', async () => {
    const file = path.join(root, 'reports', 'sheet.png');
    const written = await writeContactSheet(file, sheetOf([]));
    expect(written).toMatchObject({ tiles: 0, unreadable: [] });
    const sheet = await readSheet(file);
    expect([sheet.width, sheet.height]).toEqual([written.width, written.height]);
    expect(sheet.count(DARK_SHEET.truePositive)).toBeGreaterThan(40);
    expect(sheet.count(DARK_SHEET.falsePositive)).toBe(0);
    expect(await readdir(path.join(root, 'reports'))).toEqual(['sheet.png']);
  });
});
