// Brightness of a split's images: measured, remembered while the files stay, unknown where there is no picture.
import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { withTemporaryFolder } from '../../storage/runs/testing/example-run.ts';
import { SplitBrightness } from './split-brightness.ts';

const images = ['a', 'b', 'c'].map((name) => ({
  imageId: `${name}.png`,
  file: `${name}.png`,
  width: 8,
  height: 8,
}));

async function writeGrey(path: string, level: number): Promise<void> {
  const background = { r: level, g: level, b: level };
  await sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toFile(path);
  await utimes(path, 1, 1);
}

test('a picture that is missing or broken is not known, and a file is measured again when it has changed', () =>
  withTemporaryFolder(async (root) => {
    await writeGrey(join(root, 'a.png'), 40);
    await writeFile(join(root, 'b.png'), 'no picture');
    const brightness = new SplitBrightness();
    const [a, b, c] = await brightness.measure(root, images);
    expect(a).toBeCloseTo(40, 3);
    expect([b, c]).toEqual([Number.NaN, Number.NaN]);
    await writeGrey(join(root, 'c.png'), 200);
    await rm(join(root, 'b.png'));
    await writeGrey(join(root, 'a.png'), 90);
    await utimes(join(root, 'a.png'), 2, 2);
    const again = await brightness.measure(root, images);
    expect(again[0]).toBeCloseTo(90, 3);
    expect(again[1]).toBeNaN();
    expect(again[2]).toBeCloseTo(200, 3);
  }));

test('what was measured once needs its pixels no more', () =>
  withTemporaryFolder(async (root) => {
    const path = join(root, 'a.png');
    await writeGrey(path, 40);
    const brightness = new SplitBrightness();
    await brightness.measure(root, images.slice(0, 1));
    await writeFile(path, Buffer.alloc((await stat(path)).size));
    await utimes(path, 1, 1);
    expect((await brightness.measure(root, images.slice(0, 1)))[0]).toBeCloseTo(40, 3);
  }));
