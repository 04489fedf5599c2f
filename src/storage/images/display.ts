// Full-size pictures for the viewer: what is seen is what the decoder gives the network.
import { readFile } from 'node:fs/promises';
import { decodeImage } from './decode.ts';
import type { EncodedImage } from './encoded-image.ts';
import { toImageError } from './image-error.ts';
import { inspectImage } from './inspect-image.ts';
import { sharp } from './sharp-setup.ts';

/** Of 100; with full colour resolution no difference to the original can be seen. */
const JPEG_QUALITY = 95;
/** PNG's effort, 0 to 9: the page is local, so speed counts more than bytes. */
const PNG_EFFORT = 1;

/**
 * Bytes that every browser shows as the decoder sees the file. The file's own bytes where a browser cannot differ: an
 * upright JPEG, PNG or WebP of 8 bits, RGB or grey, opaque, one page, without colour
 * profile but sRGB. Everything else is decoded
 * and encoded again: JPEG stays JPEG, other formats become PNG, which loses nothing.
 * @param path absolute path
 * @throws {ImageError} when the file is missing, truncated or no image
 */
export async function displayImage(path: string): Promise<EncodedImage & { readonly transcoded: boolean }> {
  try {
    const { format, plain } = await inspectImage(path);
    if (plain && (format === 'jpeg' || format === 'png' || format === 'webp')) {
      return { bytes: await readFile(path), mimeType: `image/${format}`, transcoded: false };
    }
    const { pixels, width, height } = await decodeImage(path);
    const image = sharp(pixels, { raw: { width, height, channels: 3 } });
    return format === 'jpeg'
      ? {
          bytes: await image.jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' }).toBuffer(),
          mimeType: 'image/jpeg',
          transcoded: true,
        }
      : {
          bytes: await image.png({ compressionLevel: PNG_EFFORT }).toBuffer(),
          mimeType: 'image/png',
          transcoded: true,
        };
  } catch (error) {
    throw toImageError(error, path);
  }
}
