import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLetterbox } from '../../core/letterbox/letterbox.ts';
import { decodeImage } from './decode.ts';
import { ImageError } from './image-error.ts';
import { BAR_VALUE, prepareInput } from './prepare-input.ts';
import { sharp } from './sharp-setup.ts';
import { bmp, drawPixels, GREY, netpbm, picture, png16, RED, type Colour } from './testing/pictures.ts';

async function write(bytes: Buffer, name = 'x'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'boxwright-image-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

/** Decodes bytes and returns the size and the first pixel. */
async function firstPixel(bytes: Buffer): Promise<{ size: number[]; rgb: number[] }> {
  const { pixels, width, height } = await decodeImage(await write(bytes));
  expect(pixels).toHaveLength(width * height * 3);
  return { size: [width, height], rgb: [...pixels.subarray(0, 3)] };
}

const raw = (colour: Colour) =>
  sharp(drawPixels(30, 20, colour), { raw: { width: 30, height: 20, channels: 3 } });
const size = [30, 20];

describe('decodeImage: one colour rule', () => {
  it('keeps 8-bit RGB', async () => {
    expect(await firstPixel(await raw([10, 200, 30]).png().toBuffer())).toEqual({ size, rgb: [10, 200, 30] });
  });

  it('replicates grey', async () => {
    const { rgb } = await firstPixel(await raw([90, 90, 90]).greyscale().png().toBuffer());
    expect(rgb).toEqual([90, 90, 90]);
  });

  it.each([1, 3] as const)('scales 16 bits by depth (%i channels)', async (channels) => {
    const { rgb } = await firstPixel(await png16(30, 20, 0x8040, channels));
    expect(rgb).toEqual([128, 128, 128]);
  });

  it('converts CMYK', async () => {
    const { rgb } = await firstPixel(
      await raw([200, 40, 60]).toColourspace('cmyk').tiff({ compression: 'none' }).toBuffer(),
    );
    expect(Math.max(...rgb.map((value, i) => Math.abs(value - [200, 40, 60][i]!)))).toBeLessThan(30);
  });

  it('expands palettes', async () => {
    const { rgb } = await firstPixel(await raw([10, 200, 30]).png({ palette: true }).toBuffer());
    expect(rgb).toEqual([10, 200, 30]);
  });

  it('composites transparency over white', async () => {
    const half = await firstPixel(await raw([200, 0, 0]).ensureAlpha(0.5).png().toBuffer());
    expect(half.rgb[0]).toBeGreaterThan(220);
    expect(half.rgb[1]).toBeGreaterThan(120);
    const grey = await firstPixel(await raw([0, 0, 0]).greyscale().ensureAlpha(0).png().toBuffer());
    expect(grey.rgb).toEqual([255, 255, 255]);
  });

  it('takes the first page', async () => {
    const pages = [await raw([255, 0, 0]).png().toBuffer(), await raw([0, 0, 255]).png().toBuffer()];
    const tiff = await sharp(pages, { join: { animated: true } })
      .tiff({ compression: 'none' })
      .toBuffer();
    expect(await firstPixel(tiff)).toEqual({ size, rgb: [255, 0, 0] });
  });

  it('reads bitmaps, PGM and PPM', async () => {
    const pixels = drawPixels(5, 3, GREY, { box: [0, 0, 1, 1], colour: RED });
    expect(await firstPixel(bmp(5, 3, pixels))).toEqual({ size: [5, 3], rgb: RED });
    const all = await decodeImage(await write(bmp(5, 3, pixels)));
    expect([...all.pixels]).toEqual([...pixels]);
    expect((await firstPixel(netpbm(2, 1, [7, 8], 255))).rgb).toEqual([7, 7, 7]);
    expect((await firstPixel(netpbm(1, 1, [65535, 0, 32768], 65535))).rgb).toEqual([255, 0, 128]);
  });
});

describe('decodeImage: resizing', () => {
  it('stretches to the size asked for', async () => {
    const path = await write(await picture(64, 48).jpeg().toBuffer());
    const { pixels, width, height } = await decodeImage(path, { size: { width: 17, height: 33 } });
    expect([width, height, pixels.length]).toEqual([17, 33, 17 * 33 * 3]);
  });

  it('averages over the area when it reduces: a fine checkerboard becomes grey', async () => {
    const board = Buffer.alloc(256 * 256 * 3);
    for (let i = 0; i < 256 * 256; i++) board.fill(((i >> 8) + i) % 2 === 0 ? 255 : 0, 3 * i, 3 * i + 3);
    const bytes = await sharp(board, { raw: { width: 256, height: 256, channels: 3 } })
      .png()
      .toBuffer();
    const { pixels } = await decodeImage(await write(bytes), { size: { width: 40, height: 40 } });
    const inner = [...pixels].filter((_, i) => i % 120 > 12 && i % 120 < 108 && i > 600 && i < 4200);
    expect(Math.min(...inner)).toBeGreaterThan(100);
    expect(Math.max(...inner)).toBeLessThan(155);
  });

  it('keeps the place of things, also where JPEG is decoded at a fraction of its size', async () => {
    const pixels = drawPixels(800, 400, GREY, { box: [400, 200, 800, 400], colour: RED });
    const bytes = await sharp(pixels, { raw: { width: 800, height: 400, channels: 3 } })
      .jpeg()
      .toBuffer();
    const small = await decodeImage(await write(bytes), { size: { width: 80, height: 40 } });
    const red = (x: number, y: number): number => small.pixels[3 * (y * 80 + x)]!;
    expect([red(37, 30), red(42, 30), red(60, 17), red(60, 22)].map((value) => value > 170)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('decodeImage: errors', () => {
  const jpeg = (): Promise<Buffer> => picture(200, 200).jpeg().toBuffer();

  it.each([
    ['image-missing', () => Promise.resolve(undefined)],
    ['image-truncated', async () => (await jpeg()).subarray(0, -99)],
    ['image-truncated', () => Promise.resolve(bmp(5, 3, drawPixels(5, 3)).subarray(0, 80))],
    ['image-truncated', () => Promise.resolve(bmp(5, 3, drawPixels(5, 3)).subarray(0, 30))],
    [
      'image-truncated',
      () => Promise.resolve(netpbm(9, 9, new Array<number>(81).fill(1), 255).subarray(0, 60)),
    ],
    ['image-truncated', () => Promise.resolve(Buffer.alloc(0))],
    ['image-unreadable', () => Promise.resolve(Buffer.from('plain text'))],
    ['image-unreadable', () => Promise.resolve(Buffer.from('P6\nx y'))],
  ])('%s', async (code, bytes) => {
    const content = await bytes();
    const path = content ? await write(content) : '/nowhere/x.jpg';
    const error: unknown = await decodeImage(path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ImageError);
    expect((error as ImageError).code).toBe(code);
    expect((error as ImageError).message).toContain(path);
  });
});

describe('prepareInput', () => {
  it('centres the picture between bars of 128', async () => {
    const path = await write(await raw([10, 200, 30]).png().toBuffer());
    const letterbox = createLetterbox({ width: 30, height: 20 }, { width: 60, height: 64 });
    const pixels = await prepareInput(path, letterbox);
    expect(pixels).toHaveLength(64 * 60 * 3);
    const at = (x: number, y: number): number[] => [
      ...pixels.subarray(3 * (60 * y + x), 3 * (60 * y + x) + 3),
    ];
    const bar = [BAR_VALUE, BAR_VALUE, BAR_VALUE];
    expect([at(0, 11), at(59, 52)]).toEqual([bar, bar]);
    expect([at(0, 12), at(59, 51)]).toEqual([
      [10, 200, 30],
      [10, 200, 30],
    ]);
  });

  it('bars stand at the sides of a tall picture', async () => {
    const path = await write(await picture(10, 40).png().toBuffer());
    const letterbox = createLetterbox({ width: 10, height: 40 }, { width: 40, height: 40 });
    const pixels = await prepareInput(path, letterbox);
    expect([pixels[3 * 14], pixels[3 * 25]]).toEqual([BAR_VALUE, BAR_VALUE]);
    expect(pixels[3 * 20]).not.toBe(BAR_VALUE);
  });
});
