// Small pictures for the gallery, upright and in the decoder's colours.
import type { EncodedImage } from './encoded-image.ts';
import { toImageError } from './image-error.ts';
import { openFile, toRgb } from './open-image.ts';

/** Below this, JPEG's blocks show on a gallery's small pictures. */
const QUALITY = 80;

/**
 * A JPEG no larger than `maximumSide` px each way; smaller images keep their size.
 * @param path absolute path
 * @throws {ImageError} when the file is missing, truncated or no image
 */
export async function makeThumbnail(path: string, maximumSide: number): Promise<EncodedImage> {
  try {
    const { image } = await openFile(path);
    const resized = image.resize({
      width: maximumSide,
      height: maximumSide,
      fit: 'inside',
      withoutEnlargement: true,
      kernel: 'cubic',
    });
    const bytes = await toRgb(resized).jpeg({ quality: QUALITY }).toBuffer();
    return { bytes, mimeType: 'image/jpeg' };
  } catch (error) {
    throw toImageError(error, path);
  }
}
