// Headers read without a decoder against the decoder's word, for pictures of every kind.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectImage, inspectPlainImage } from './inspect-image.ts';
import { readPlainSize } from './plain-header.ts';
import { sharp } from './sharp-setup.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boxwright-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const [width, height] = [37, 23];
const noise = () =>
  sharp(Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 251)), {
    raw: { width, height, channels: 3 },
  });

const PLAIN: Record<string, () => Sharp> = {
  'a JPEG': () => noise().jpeg(),
  'a progressive JPEG': () => noise().jpeg({ progressive: true }),
  'a grey JPEG': () => noise().greyscale().jpeg(),
  'a JPEG with EXIF': () =>
    noise()
      .withExif({ IFD0: { Artist: 'nobody' } })
      .jpeg(),
  'a PNG': () => noise().png(),
  'an interlaced PNG': () => noise().png({ progressive: true }),
};
const OTHERS: Record<string, () => Sharp> = {
  'a turned JPEG': () => noise().withMetadata({ orientation: 6 }).jpeg(),
  'a JPEG with a profile': () => noise().withIccProfile('p3').jpeg(),
  'a CMYK JPEG': () => noise().toColourspace('cmyk').jpeg(),
  'a PNG with transparency': () => noise().ensureAlpha(0.5).png(),
  'a PNG with a palette': () => noise().png({ palette: true }),
  'a PNG of 16 bits': () => noise().toColourspace('rgb16').png(),
  'a PNG with a profile': () => noise().withIccProfile('p3').png(),
  'a WebP': () => noise().webp(),
  'a TIFF': () => noise().tiff(),
};

async function write(name: string, picture: Sharp): Promise<string> {
  const path = join(folder, name.replaceAll(' ', '-'));
  await writeFile(path, await picture.toBuffer());
  return path;
}

describe('facts of a plain picture', () => {
  it.each(Object.keys(PLAIN))('%s: as the decoder says', async (name) => {
    const path = await write(name, PLAIN[name]!());
    const facts = inspectPlainImage(path);
    expect(facts).not.toBeNull();
    expect(facts).toEqual(await inspectImage(path));
  });

  it.each(Object.keys(OTHERS))('%s: left to the decoder', async (name) => {
    expect(inspectPlainImage(await write(name, OTHERS[name]!()))).toBeNull();
  });

  it('a truncated, a missing and an empty file: left to the decoder', async () => {
    const bytes = await noise().jpeg().toBuffer();
    const path = join(folder, 'part.jpg');
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    expect(inspectPlainImage(path)).toBeNull();
    await writeFile(path, '');
    expect(inspectPlainImage(path)).toBeNull();
    expect(inspectPlainImage(join(folder, 'nothing.jpg'))).toBeNull();
  });
});

it('gives up on a header that is cut off anywhere', async () => {
  for (const format of ['jpeg', 'png'] as const) {
    const bytes = await noise().toFormat(format).toBuffer();
    const whole = readPlainSize(format, bytes);
    expect(whole).toEqual({ width, height });
    for (let length = 0; length < 200; length++)
      expect([null, whole]).toContainEqual(readPlainSize(format, bytes.subarray(0, length)));
  }
});
