// Looks at one image file without decoding it where possible: size, orientation, colour model, completeness.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Metadata } from 'sharp';
import type { Size } from '../../core/boxes/box.ts';
import { readBmpSize } from './bmp.ts';
import { ImageError, toImageError } from './image-error.ts';
import { readNetpbmHeader } from './netpbm.ts';
import { decodeImage } from './decode.ts';
import { readableFormat } from './open-image.ts';
import { sharp } from './sharp-setup.ts';
import { readPlainSize } from './plain-header.ts';
import { looksComplete, sniffFormat, type ImageFormat } from './sniff.ts';

/** What a file says about itself. */
export interface ImageFacts {
  readonly format: ImageFormat;
  /** Upright size, px: after EXIF orientation. */
  readonly size: Size;
  /** Size of the stored pixel array, px: before EXIF orientation. */
  readonly storedSize: Size;
  /** EXIF orientation, 1 to 8; 1 where none is stated. */
  readonly orientation: number;
  readonly bits: 8 | 16;
  /** Conversions to 8-bit RGB that a person should know of, in words; grey needs none. */
  readonly conversions: readonly string[];
  /** Whether a browser shows the file's own bytes exactly as the decoder does. */
  readonly plain: boolean;
  readonly fileBytes: number;
  /** Hash over the size and both ends of the file: different for different content, mostly. */
  readonly quickHash: string;
}

/** Bytes read at either end of the file. */
const END_BYTES = 4096;

/**
 * Reads a file's header and end. Only a file whose end mark is missing is decoded in full.
 * @param path absolute path
 * @param fullDecode decode every file, which also finds damage in the middle
 * @throws {ImageError} when the file is missing, truncated or no image
 */
export async function inspectImage(path: string, fullDecode = false): Promise<ImageFacts> {
  let endMarkMissing = false;
  try {
    const { head, tail, fileBytes } = await readEnds(path);
    const format = readableFormat(head, path);
    const complete = looksComplete(format, head, tail, fileBytes);
    endMarkMissing = complete === 'end-mark-missing';
    const header = await readHeader(path, format, head);
    if (fullDecode || complete !== 'complete') await decodeImage(path);
    return { format, ...header, fileBytes, quickHash: quickHashOf(fileBytes, head, tail) };
  } catch (error) {
    throw toImageError(error, path, endMarkMissing);
  }
}

/**
 * `inspectImage` for a plain, complete picture, at once.
 * @returns null for all others, damaged and missing ones too
 */
export function inspectPlainImage(path: string): ImageFacts | null {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const fileBytes = fstatSync(file).size;
    const length = Math.min(END_BYTES, fileBytes);
    const head = Buffer.allocUnsafe(length);
    if (readSync(file, head, 0, length, 0) < length) return null;
    const tail = fileBytes <= END_BYTES ? head : Buffer.allocUnsafe(length);
    if (tail !== head && readSync(file, tail, 0, length, fileBytes - length) < length) return null;
    const format = sniffFormat(head);
    const size = readPlainSize(format, head);
    if (!size || looksComplete(format, head, tail, fileBytes) !== 'complete') return null;
    const quickHash = quickHashOf(fileBytes, head, tail);
    const plain = { storedSize: size, orientation: 1, bits: 8, conversions: [], plain: true } as const;
    return { format, size, ...plain, fileBytes, quickHash };
  } catch {
    return null; // What is wrong with it, `inspectImage` says.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Over the size and both ends of a file. */
function quickHashOf(fileBytes: number, head: Buffer, tail: Buffer): string {
  return createHash('sha1').update(String(fileBytes)).update(head).update(tail).digest('hex');
}

async function readEnds(path: string): Promise<{ head: Buffer; tail: Buffer; fileBytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size: fileBytes } = await file.stat();
    const length = Math.min(END_BYTES, fileBytes);
    const head = Buffer.alloc(length);
    await file.read(head, 0, length, 0);
    if (fileBytes <= END_BYTES) return { head, tail: head, fileBytes };
    const tail = Buffer.alloc(length);
    await file.read(tail, 0, length, fileBytes - length);
    return { head, tail, fileBytes };
  } finally {
    await file.close();
  }
}

type Header = Pick<ImageFacts, 'size' | 'storedSize' | 'orientation' | 'bits' | 'conversions' | 'plain'>;

async function readHeader(path: string, format: ImageFormat, head: Buffer): Promise<Header> {
  if (format === 'bmp' || format === 'netpbm') {
    const raw =
      format === 'bmp' ? { ...readBmpSize(head, path), maximum: 255 } : readNetpbmHeader(head, path);
    const size = { width: raw.width, height: raw.height };
    const bits = raw.maximum > 255 ? 16 : 8;
    return { size, storedSize: size, orientation: 1, bits, conversions: [], plain: false };
  }
  const metadata = await sharp(path).metadata();
  if (metadata.depth === 'float' || metadata.depth === 'double') {
    const message = `${path} holds floating-point samples, whose range is not known.`;
    throw new ImageError('image-unreadable', message, 'Save it with 8 or 16 bits per channel.');
  }
  const storedSize = { width: metadata.width, height: metadata.height };
  const orientation = metadata.orientation ?? 1;
  const size = orientation >= 5 ? { width: storedSize.height, height: storedSize.width } : storedSize;
  const bits = metadata.depth === 'uchar' ? 8 : 16;
  const conversions = conversionsOf(metadata);
  return { size, storedSize, orientation, bits, conversions, plain: isPlain(metadata) };
}

function conversionsOf(metadata: Metadata): string[] {
  const conversions: string[] = [];
  if (metadata.space === 'cmyk') conversions.push('CMYK converted to sRGB');
  if (metadata.isPalette) conversions.push('palette expanded to RGB');
  if (hasOtherProfile(metadata)) conversions.push('colour profile converted to sRGB');
  if (metadata.hasAlpha) conversions.push('transparency composited over white');
  if ((metadata.pages ?? 1) > 1) conversions.push(`first of ${metadata.pages ?? 1} pages used`);
  return conversions;
}

const PLAIN_FORMATS = new Set(['jpeg', 'png', 'webp']);
const PLAIN_SPACES = new Set(['srgb', 'b-w']);

/** Eight bits, RGB or grey, upright, opaque, one page and no colour profile but sRGB, in a format that browsers know. */
function isPlain(metadata: Metadata): boolean {
  return (
    PLAIN_FORMATS.has(metadata.format) &&
    PLAIN_SPACES.has(metadata.space) &&
    metadata.depth === 'uchar' &&
    (metadata.orientation ?? 1) === 1 &&
    !metadata.hasAlpha &&
    !hasOtherProfile(metadata) &&
    (metadata.pages ?? 1) === 1
  );
}

/** Whether a colour profile is embedded that does not call itself sRGB (in ASCII or UTF-16). */
function hasOtherProfile({ icc }: Metadata): boolean {
  return icc !== undefined && !icc.includes('sRGB') && !icc.includes('s\0R\0G\0B');
}
