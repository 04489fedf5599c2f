// Headers of the plainest pictures, read without a decoder: a folder of a hundred thousand of them is looked at in seconds.
import type { Size } from '../../core/boxes/box.ts';
import type { ImageFormat } from './sniff.ts';

/**
 * Size of an upright, opaque picture of 8 bits a channel, RGB or grey, without a colour profile.
 * @param head first bytes of the file
 * @returns px; null for every other picture, and where the head does not say enough: then the decoder has to be asked
 */
export function readPlainSize(format: ImageFormat, head: Buffer): Size | null {
  try {
    if (format === 'jpeg') return readJpeg(head);
    if (format === 'png') return readPng(head);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // The head ended too early.
  }
  return null;
}

const START_OF_IMAGE_BYTES = 2;
/** Baseline, extended sequential and progressive frames with Huffman coding. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const APP1 = 0xe1;
const APP2 = 0xe2;
const ADOBE = 0xee;
/** Markers that may stand before the frame and say nothing about it: tables, restart interval, comments, other APPs. */
const isHarmless = (marker: number): boolean =>
  marker === 0xdb || marker === 0xc4 || marker === 0xdd || marker === 0xfe || (marker & 0xf0) === 0xe0;

/** ITU-T T.81, annex B: segments of a marker and a length that counts itself, until the frame header. */
function readJpeg(head: Buffer): Size | null {
  let at = START_OF_IMAGE_BYTES;
  for (;;) {
    if (head.readUInt8(at) !== 0xff) return null;
    const marker = head.readUInt8(at + 1);
    const length = head.readUInt16BE(at + 2);
    const body = at + 4;
    if (FRAMES.has(marker)) {
      const [bits, channels] = [head.readUInt8(body), head.readUInt8(body + 5)];
      const size = { width: head.readUInt16BE(body + 3), height: head.readUInt16BE(body + 1) };
      const isPlain = bits === 8 && (channels === 1 || channels === 3) && size.width > 0 && size.height > 0;
      return isPlain ? size : null;
    }
    if (!isHarmless(marker) || marker === ADOBE) return null;
    if (marker === APP2 && head.toString('latin1', body, body + 4) === 'ICC_') return null;
    if (marker === APP1 && head.toString('latin1', body, body + 4) === 'Exif') {
      if (exifOrientation(head.subarray(body + 6, at + 2 + length)) !== 1) return null;
    }
    at += 2 + length;
  }
}

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;

/** Orientation from the first directory of a TIFF header; 1 where there is none. Throws RangeError where it is cut off. */
function exifOrientation(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const read16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = read16(directory);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * ENTRY_BYTES;
    if (read16(at) === ORIENTATION_TAG) return read16(at + 8);
  }
  return 1;
}

const PNG_SIGNATURE_BYTES = 8;
const [GREY, RGB] = [0, 2];
/** Chunks before the pixels that change neither colours nor place. */
const HARMLESS_CHUNKS = new Set([
  'IHDR',
  'sRGB',
  'gAMA',
  'cHRM',
  'pHYs',
  'tEXt',
  'zTXt',
  'iTXt',
  'tIME',
  'bKGD',
]);

/** PNG specification: chunks of a length, a name and a checksum, the header first. */
function readPng(head: Buffer): Size | null {
  const header = PNG_SIGNATURE_BYTES + 8;
  const size = { width: head.readUInt32BE(header), height: head.readUInt32BE(header + 4) };
  const [bits, colour] = [head.readUInt8(header + 8), head.readUInt8(header + 9)];
  if (bits !== 8 || (colour !== GREY && colour !== RGB) || size.width === 0 || size.height === 0) return null;
  for (let at = PNG_SIGNATURE_BYTES; ; at += head.readUInt32BE(at) + ENTRY_BYTES) {
    const name = head.toString('latin1', at + 4, at + 8);
    if (name === 'IDAT') return size;
    if (!HARMLESS_CHUNKS.has(name)) return null;
  }
}
