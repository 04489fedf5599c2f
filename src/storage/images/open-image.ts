// Opens the bytes of an image as a sharp pipeline that yields upright, 8-bit sRGB pictures: the one decoder rule.
import { readFile } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { readBmp } from './bmp.ts';
import { heicError, ImageError } from './image-error.ts';
import { readNetpbm } from './netpbm.ts';
import { sharp } from './sharp-setup.ts';
import { sniffFormat, type ImageFormat } from './sniff.ts';

/** What stands behind transparent pixels. */
const BACKDROP = '#ffffff';

/**
 * A pipeline over the file's bytes, without any operation yet: first page, orientation by EXIF applied first, and
 * failing on damaged data instead of inventing grey.
 * @throws {ImageError} for HEIC and for files that are no image
 */
export function openBytes(bytes: Buffer, path: string): { image: Sharp; format: ImageFormat } {
  const format = readableFormat(bytes, path);
  if (format === 'bmp' || format === 'netpbm') {
    const { pixels, width, height, channels } = (format === 'bmp' ? readBmp : readNetpbm)(bytes, path);
    return { image: sharp(pixels, { raw: { width, height, channels } }), format };
  }
  return { image: sharp(bytes, { autoOrient: true, failOn: 'error' }), format };
}

/**
 * The format of a file by its first bytes, if it is one that can be decoded.
 * @throws {ImageError} for HEIC, empty files and files that are no image
 */
export function readableFormat(head: Buffer, path: string): ImageFormat {
  const format = sniffFormat(head);
  if (format === 'heic') throw heicError(path);
  if (head.length === 0) throw new ImageError('image-truncated', `${path} is empty (0 bytes).`);
  if (format !== 'unknown') return format;
  const message = `${path} does not begin like any known image format.`;
  throw new ImageError('image-unreadable', message, 'Replace the file with a JPEG or PNG picture.');
}

/** Reads a file and opens it with `openBytes`. */
export async function openFile(path: string): Promise<{ image: Sharp; format: ImageFormat; bytes: Buffer }> {
  const bytes = await readFile(path);
  return { ...openBytes(bytes, path), bytes };
}

/**
 * The colour rule, for every consumer alike: an embedded profile or CMYK is converted to sRGB, 16 bits are scaled to
 * 8 by depth, grey is replicated, transparency is composited over white.
 */
export function toRgb(image: Sharp): Sharp {
  return image.flatten({ background: BACKDROP }).toColourspace('srgb');
}
