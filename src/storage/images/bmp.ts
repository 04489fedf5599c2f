// Reads uncompressed Windows bitmaps (1, 4, 8, 24 and 32 bits), which sharp's builds leave out.
import { ImageError } from './image-error.ts';
import type { RawPixels } from './raw-pixels.ts';

interface BmpHeader {
  readonly dataOffset: number;
  readonly paletteOffset: number;
  readonly paletteSize: number;
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
}

const FILE_HEADER_BYTES = 14;
const INFO_HEADER_BYTES = 40;
/** BI_RGB and BI_BITFIELDS (which for 32 bits is taken to be the usual BGRX). */
const UNCOMPRESSED = new Set([0, 3]);

function readHeader(bytes: Buffer, path: string): BmpHeader {
  if (bytes.length < FILE_HEADER_BYTES + INFO_HEADER_BYTES) {
    throw new ImageError('image-truncated', `${path} ends within the bitmap's header.`);
  }
  const headerBytes = bytes.readUInt32LE(14);
  const bits = bytes.readUInt16LE(28);
  const compression = bytes.readUInt32LE(30);
  const usable = headerBytes >= INFO_HEADER_BYTES && UNCOMPRESSED.has(compression);
  if (!usable || ![1, 4, 8, 24, 32].includes(bits) || (compression === 3 && bits !== 32)) {
    const message = `${path} is a bitmap of a rare kind (${bits} bits, compression ${compression}).`;
    throw new ImageError('image-unreadable', message, 'Save it again as PNG.');
  }
  const height = bytes.readInt32LE(22);
  return {
    dataOffset: bytes.readUInt32LE(10),
    paletteOffset: FILE_HEADER_BYTES + headerBytes,
    paletteSize: bits <= 8 ? bytes.readUInt32LE(46) || 1 << bits : 0,
    width: bytes.readInt32LE(18),
    height: Math.abs(height),
    topDown: height < 0,
    bits,
  };
}

/** Size of a bitmap from its header, px. */
export function readBmpSize(head: Buffer, path: string): { width: number; height: number } {
  const { width, height } = readHeader(head, path);
  return { width, height };
}

/**
 * Decodes a bitmap to interleaved RGB.
 * @throws {ImageError} for compressed bitmaps and truncated files
 */
export function readBmp(bytes: Buffer, path: string): RawPixels {
  const header = readHeader(bytes, path);
  const { width, height, bits, dataOffset, paletteOffset, paletteSize, topDown } = header;
  const rowBytes = Math.ceil((width * bits) / 32) * 4; // rows are padded to 4 bytes
  if (width <= 0 || height <= 0) {
    throw new ImageError('image-unreadable', `${path} states a size of ${width} x ${height} px.`);
  }
  if (dataOffset + rowBytes * height > bytes.length) {
    const message = `${path} has ${bytes.length} bytes; its picture needs ${dataOffset + rowBytes * height}.`;
    throw new ImageError('image-truncated', message, 'Copy the file again from its source.');
  }
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const row = dataOffset + rowBytes * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      let source: number;
      if (bits >= 24) source = row + (x * bits) / 8;
      else {
        const bit = x * bits;
        const index = (bytes[row + (bit >> 3)]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        source = paletteOffset + 4 * Math.min(index, paletteSize - 1);
      }
      const target = 3 * (y * width + x);
      pixels[target] = bytes[source + 2]!; // stored as B, G, R
      pixels[target + 1] = bytes[source + 1]!;
      pixels[target + 2] = bytes[source]!;
    }
  }
  return { pixels, width, height, channels: 3 };
}
