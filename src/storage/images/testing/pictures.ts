// Small pictures for tests, as encoded bytes.
import { sharp } from '../sharp-setup.ts';

/** RGB in [0, 255]. */
export type Colour = readonly [number, number, number];

export const GREY: Colour = [120, 120, 120];
export const RED: Colour = [220, 20, 20];

/** Raw interleaved RGB of one colour with an optional rectangle, xyxy px. */
export function drawPixels(
  width: number,
  height: number,
  background: Colour = GREY,
  rectangle?: { readonly box: readonly [number, number, number, number]; readonly colour: Colour },
): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [x1, y1, x2, y2] = rectangle?.box ?? [0, 0, 0, 0];
      const inside = x >= x1 && x < x2 && y >= y1 && y < y2;
      pixels.set(inside && rectangle ? rectangle.colour : background, 3 * (y * width + x));
    }
  }
  return pixels;
}

let made = 0;

/** A picture of the given size; each call draws its number in bright blocks, so that no two pictures are equal. */
export function picture(width = 100, height = 80): ReturnType<typeof sharp> {
  const number = ++made;
  const pixels = drawPixels(width, height, [100, 60 + (number % 7) * 10, 40]);
  for (let x = 0; x < width; x++) {
    const bit = Math.floor((x * BLOCKS) / width);
    if ((number >> bit) % 2 === 1) pixels.fill(255, 3 * x, 3 * x + 3);
  }
  for (let y = 1; y < Math.min(8, height); y++) pixels.copyWithin(3 * width * y, 0, 3 * width);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Binary digits of the number that a picture shows. */
const BLOCKS = 10;

/** The same as a JPEG, with an EXIF orientation where given. */
export async function jpeg(width = 100, height = 80, orientation?: number): Promise<Buffer> {
  const image = picture(width, height);
  return (orientation === undefined ? image : image.withMetadata({ orientation })).jpeg().toBuffer();
}

/** 16-bit samples of one value as PNG: grey or RGB. */
export async function png16(width: number, height: number, value: number, channels: 1 | 3): Promise<Buffer> {
  const samples = new Uint16Array(width * height * channels).fill(value);
  return sharp(samples, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
    .png()
    .toBuffer();
}

/** A 24-bit uncompressed Windows bitmap, bottom row first. */
export function bmp(width: number, height: number, rgb: Uint8Array): Buffer {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + rowBytes * height);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const source = 3 * (y * width + x);
      const target = 54 + rowBytes * (height - 1 - y) + 3 * x;
      for (let c = 0; c < 3; c++) bytes[target + c] = rgb[source + 2 - c]!;
    }
  }
  return bytes;
}

/** A binary PGM or PPM; 16-bit samples are big-endian. */
export function netpbm(width: number, height: number, samples: readonly number[], maximum: number): Buffer {
  const channels = samples.length / (width * height);
  const head = Buffer.from(`P${channels === 1 ? 5 : 6}\n# made by a test\n${width} ${height}\n${maximum}\n`);
  const body = Buffer.alloc(samples.length * (maximum > 255 ? 2 : 1));
  samples.forEach((value, i) =>
    maximum > 255 ? body.writeUInt16BE(value, 2 * i) : body.writeUInt8(value, i),
  );
  return Buffer.concat([head, body]);
}
