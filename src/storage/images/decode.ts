// The one decoder for trainer and viewer: a file to upright 8-bit sRGB pixels, at its own size or resized.
import type { Size } from '../../core/boxes/box.ts';
import { toImageError } from './image-error.ts';
import { openFile, toRgb } from './open-image.ts';

/** Interleaved RGB, row by row from the top left: `[height, width, 3]` uint8 in [0, 255]. */
export interface DecodedImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a file: orientation by EXIF applied, colours by `toRgb`, first page.
 * With `size`, the picture is stretched to exactly that size (px, upright; a letterbox's `content`): reduction averages
 * over the area by a cubic kernel as wide as the reduction, JPEG is first decoded at a half, quarter or eighth, so
 * small objects do not alias; enlargement is bicubic.
 * @throws {ImageError} when the file is missing, truncated or no image
 */
export async function decodeImage(path: string, { size }: { size?: Size } = {}): Promise<DecodedImage> {
  try {
    const { image } = await openFile(path);
    const sized = size
      ? image.resize({ width: size.width, height: size.height, fit: 'fill', kernel: 'cubic' })
      : image;
    const { data, info } = await toRgb(sized).raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const pixels = info.channels === 3 ? data : replicateGrey(data, info.channels);
    return { pixels, width: info.width, height: info.height };
  } catch (error) {
    throw toImageError(error, path);
  }
}

/** The first of `channels` interleaved channels three times. */
function replicateGrey(data: Uint8Array, channels: number): Uint8Array {
  const count = data.length / channels;
  const pixels = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) pixels.fill(data[i * channels]!, 3 * i, 3 * i + 3);
  return pixels;
}
