import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeImage } from './decode.ts';
import { displayImage } from './display.ts';
import { sharp } from './sharp-setup.ts';
import { jpeg, picture, png16 } from './testing/pictures.ts';
import { makeThumbnail } from './thumbnail.ts';

async function write(bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'boxwright-image-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'x'), bytes);
  return join(folder, 'x');
}

describe('displayImage', () => {
  it.each([
    ['JPEG', 'image/jpeg', () => jpeg()],
    ['grey JPEG', 'image/jpeg', () => picture().greyscale().jpeg().toBuffer()],
    ['PNG', 'image/png', () => picture().png().toBuffer()],
    ['WebP', 'image/webp', () => picture().webp().toBuffer()],
    ['JPEG with orientation 1', 'image/jpeg', () => jpeg(100, 80, 1)],
  ])('passes a plain file through: %s', async (_, mimeType, bytes) => {
    const path = await write(await bytes());
    const shown = await displayImage(path);
    expect(shown).toMatchObject({ mimeType, transcoded: false });
    expect(Buffer.compare(shown.bytes, await readFile(path))).toBe(0);
  });

  it.each([
    ['turned JPEG', 'image/jpeg', () => jpeg(100, 80, 6)],
    ['CMYK JPEG', 'image/jpeg', () => picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['JPEG with a colour profile', 'image/jpeg', () => picture().withIccProfile('p3').jpeg().toBuffer()],
    ['16-bit PNG', 'image/png', () => png16(40, 30, 30000, 3)],
    ['PNG with alpha', 'image/png', () => picture().ensureAlpha(0.5).png().toBuffer()],
    ['TIFF', 'image/png', () => picture().tiff({ compression: 'lzw' }).toBuffer()],
  ])('encodes again what browsers show otherwise: %s', async (_, mimeType, bytes) => {
    const path = await write(await bytes());
    const shown = await displayImage(path);
    expect(shown).toMatchObject({ mimeType, transcoded: true });
    const seen = await decodeImage(await write(Buffer.from(shown.bytes)));
    const trained = await decodeImage(path);
    expect([seen.width, seen.height]).toEqual([trained.width, trained.height]);
    const difference = seen.pixels.reduce((sum, value, i) => sum + Math.abs(value - trained.pixels[i]!), 0);
    expect(difference / seen.pixels.length).toBeLessThan(mimeType === 'image/png' ? 1e-9 : 1.5);
    expect((await sharp(shown.bytes).metadata()).orientation ?? 1).toBe(1);
  });

  it('refuses what cannot be decoded', async () => {
    await expect(displayImage(await write(Buffer.from('text')))).rejects.toMatchObject({
      code: 'image-unreadable',
    });
    await expect(displayImage('/nowhere/x.jpg')).rejects.toMatchObject({ code: 'image-missing' });
  });
});

describe('makeThumbnail', () => {
  it('fits the longer side, upright', async () => {
    const { bytes, mimeType } = await makeThumbnail(await write(await jpeg(400, 200, 6)), 100);
    const { format, width, height, orientation = 1 } = await sharp(bytes).metadata();
    expect([mimeType, format, width, height, orientation]).toEqual(['image/jpeg', 'jpeg', 50, 100, 1]);
  });

  it('does not enlarge', async () => {
    const { bytes } = await makeThumbnail(await write(await jpeg(40, 20)), 100);
    expect((await sharp(bytes).metadata()).width).toBe(40);
  });

  it('refuses what cannot be decoded', async () => {
    await expect(makeThumbnail('/nowhere/x.jpg', 10)).rejects.toMatchObject({ code: 'image-missing' });
  });
});
