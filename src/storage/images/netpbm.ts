// Reads binary PGM (P5) and PPM (P6) pictures of 8 or 16 bits, which sharp's builds leave out.
import { ImageError } from './image-error.ts';
import type { RawPixels } from './raw-pixels.ts';

interface NetpbmHeader {
  readonly channels: 1 | 3;
  readonly width: number;
  readonly height: number;
  /** Largest sample value: 255 or 65535 mostly. */
  readonly maximum: number;
  readonly dataOffset: number;
}

/** Header: magic number, width, height, maximum; comments run from # to the end of the line. */
export function readNetpbmHeader(head: Buffer, path: string): NetpbmHeader {
  const text = head.toString('latin1', 0, 1024);
  const gap = '(?:\\s|#[^\\n]*\\n)+';
  const match = new RegExp(`^P([56])${gap}(\\d+)${gap}(\\d+)${gap}(\\d+)\\s`).exec(text);
  const [width, height, maximum] = match ? [Number(match[2]), Number(match[3]), Number(match[4])] : [0, 0, 0];
  if (!match || width < 1 || height < 1 || maximum < 1 || maximum > 65535) {
    throw new ImageError('image-unreadable', `${path} has no readable PGM or PPM header.`);
  }
  return { channels: match[1] === '5' ? 1 : 3, width, height, maximum, dataOffset: match[0].length };
}

/**
 * Decodes to 8 bits, scaled by the stated maximum.
 * @throws {ImageError} for truncated files
 */
export function readNetpbm(bytes: Buffer, path: string): RawPixels {
  const { channels, width, height, maximum, dataOffset } = readNetpbmHeader(bytes, path);
  const sampleBytes = maximum > 255 ? 2 : 1;
  const samples = width * height * channels;
  if (dataOffset + samples * sampleBytes > bytes.length) {
    const message = `${path} has ${bytes.length} bytes; its picture needs ${dataOffset + samples * sampleBytes}.`;
    throw new ImageError('image-truncated', message, 'Copy the file again from its source.');
  }
  const pixels = new Uint8Array(samples);
  for (let i = 0; i < samples; i++) {
    const value = sampleBytes === 2 ? bytes.readUInt16BE(dataOffset + 2 * i) : bytes[dataOffset + i]!;
    pixels[i] = Math.round((255 * Math.min(value, maximum)) / maximum);
  }
  return { pixels, width, height, channels };
}
