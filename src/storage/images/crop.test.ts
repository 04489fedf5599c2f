// Tests of crops: what is in them, and how images are kept for them.
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCrop } from './crop.ts';
import { DecodedImages } from './decoded-images.ts';
import { sharp } from './sharp-setup.ts';
import { drawPixels, GREY, jpeg, RED } from './testing/pictures.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'boxwright-crop-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Mean colour of a part of a picture, in shares of its sides. */
async function colourOf(bytes: Uint8Array, [x1, y1, x2, y2]: readonly [number, number, number, number]) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const sums = [0, 0, 0];
  let count = 0;
  for (let y = Math.floor(y1 * info.height); y < y2 * info.height; y++) {
    for (let x = Math.floor(x1 * info.width); x < x2 * info.width; x++, count++)
      for (const channel of [0, 1, 2]) sums[channel]! += data[3 * (y * info.width + x) + channel]!;
  }
  return sums.map((sum) => Math.round(sum / count / 10) * 10);
}

describe('makeCrop', () => {
  const box = [300, 200, 400, 300] as const;
  const pixels = drawPixels(640, 480, GREY, { box, colour: RED });
  const image = { pixels, width: 640, height: 480 };
  const [x1, y1, x2, y2] = box;

  test('the box is the middle half of the picture, which is as large as was asked for', async () => {
    const { bytes, mimeType } = await makeCrop(image, { x1, y1, x2, y2 }, 64);
    expect(mimeType).toBe('image/jpeg');
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 64 });
    expect(await colourOf(bytes, [0.28, 0.28, 0.72, 0.72])).toEqual(RED);
    expect(await colourOf(bytes, [0, 0, 1, 0.22])).toEqual(GREY);
    expect(await colourOf(bytes, [0.78, 0, 1, 1])).toEqual(GREY);
  });

  test('what is small is not enlarged', async () => {
    const { bytes } = await makeCrop(image, { x1: 10, y1: 10, x2: 30, y2: 30 }, 256);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 40, height: 40 });
  });

  test('a box outside of the image is told', async () => {
    for (const outside of [
      { x1: 640, y1: 10, x2: 700, y2: 30 },
      { x1: 10, y1: -30, x2: 30, y2: 0 },
    ])
      await expect(makeCrop(image, outside, 64)).rejects.toMatchObject({
        code: 'box-outside-image',
        message: expect.stringContaining('640 x 480 px') as string,
      });
  });
});

describe('DecodedImages', () => {
  test('an image is decoded once while it fits, upright, and anew when its file changes', async () => {
    const path = join(await folder(), 'a.jpg');
    await writeFile(path, await jpeg(100, 80, 6));
    const images = new DecodedImages(1e6);
    const [first, second] = await Promise.all([images.get(path), images.get(path)]);
    expect(second).toBe(first);
    expect([first.width, first.height]).toEqual([80, 100]);
    expect(await images.get(path)).toBe(first);
    await writeFile(path, await jpeg(100, 80, 1));
    await utimes(path, 1, 1);
    expect(await images.get(path)).toMatchObject({ width: 100, height: 80 });
  });

  test('the image used longest ago goes first when the memory is full', async () => {
    const root = await folder();
    const paths = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => join(root, name));
    for (const path of paths) await writeFile(path, await jpeg(100, 80));
    const images = new DecodedImages(2 * 100 * 80 * 3);
    const [a, b, c] = [paths[0]!, paths[1]!, paths[2]!];
    const firstA = await images.get(a);
    const firstB = await images.get(b);
    expect(await images.get(a)).toBe(firstA);
    const firstC = await images.get(c); // Pushes b out.
    expect(await images.get(a)).toBe(firstA);
    expect(await images.get(c)).toBe(firstC);
    expect(await images.get(b)).not.toBe(firstB);
  });

  test('an image larger than the memory is given, not kept', async () => {
    const path = join(await folder(), 'a.jpg');
    await writeFile(path, await jpeg(100, 80));
    const images = new DecodedImages(1000);
    const first = await images.get(path);
    const second = await images.get(path);
    expect(second).not.toBe(first);
    expect(second).toEqual(first);
  });

  test('a file that is no image is told each time, and one that was repaired is read', async () => {
    const path = join(await folder(), 'a.jpg');
    const images = new DecodedImages(1e6);
    await expect(images.get(path)).rejects.toMatchObject({ code: 'image-missing' });
    await writeFile(path, 'no picture');
    await expect(images.get(path)).rejects.toMatchObject({ code: 'image-unreadable' });
    await expect(images.get(path)).rejects.toMatchObject({ code: 'image-unreadable' });
    await writeFile(path, await jpeg(100, 80));
    expect(await images.get(path)).toMatchObject({ width: 100, height: 80 });
  });
});
