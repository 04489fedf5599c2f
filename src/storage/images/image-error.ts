// Errors about one image file, and the translation of the decoder's own messages into them.
import { UserError } from '../../core/user-error.ts';

export type ImageErrorCode = 'image-missing' | 'image-unreadable' | 'image-truncated';

/** A file that cannot be used as an image; `message` starts with the file's name. */
export class ImageError extends UserError {
  override readonly code: ImageErrorCode;

  constructor(code: ImageErrorCode, message: string, hint?: string) {
    super(hint === undefined ? { code, message } : { code, message, hint });
    this.code = code;
  }
}

/** HEIC is refused by name: its decoder is encumbered by patents and no part of the app. */
export function heicError(path: string): ImageError {
  return new ImageError(
    'image-unreadable',
    `${path} is a HEIC picture, which cannot be decoded here.`,
    'Convert it to JPEG or PNG and open the folder again.',
  );
}

/**
 * An error of the file system or of the decoder as an `ImageError`.
 * @param endMarkMissing the file is known to lack its format's end mark, so a failed decode means truncation
 */
export function toImageError(error: unknown, path: string, endMarkMissing = false): ImageError {
  if (error instanceof ImageError && !(endMarkMissing && error.code === 'image-unreadable')) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (/ENOENT|Input file is missing/.test(detail)) {
    return new ImageError('image-missing', `${path} does not exist.`);
  }
  if (/EACCES|EPERM/.test(detail)) {
    return new ImageError(
      'image-unreadable',
      `${path} may not be read: ${detail}.`,
      'Check its permissions.',
    );
  }
  if (endMarkMissing || TRUNCATED.test(detail)) {
    return new ImageError(
      'image-truncated',
      `${path} ends before its picture does (${firstLine(detail)}).`,
      'Copy the file again from its source.',
    );
  }
  return new ImageError(
    'image-unreadable',
    `${path} cannot be decoded as an image (${firstLine(detail)}).`,
    'Open it in a picture viewer and save it again as JPEG or PNG.',
  );
}

/** How libjpeg, libpng, libwebp, libtiff and libvips say that the bytes ran out. */
const TRUNCATED =
  /premature end|truncated|unexpected end|end of (file|stream)|read error|not enough data|libspng read|short read|EOF|Read error|failed to read/i;

function firstLine(text: string): string {
  return text.trim().split('\n')[0]!.trim();
}
