// Recognises an image format by its first bytes, and whether its last bytes say that the file is complete.

export type ImageFormat =
  'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'bmp' | 'netpbm' | 'avif' | 'heic' | 'unknown';

/** Extensions (lower case, without dot) of files that count as images of a dataset. */
const IMAGE_EXTENSIONS = new Set(
  'jpg jpeg jpe jfif png webp tif tiff gif bmp ppm pgm avif heic heif'.split(' '),
);

/** Whether a path looks like an image by its extension; upper and lower case count alike. */
export function hasImageExtension(path: string): boolean {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') && IMAGE_EXTENSIONS.has(path.slice(dot + 1).toLowerCase());
}

const AVIF_BRANDS = new Set(['avif', 'avis']);
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** The format that the first bytes (at least 16 where the file is that long) announce. */
export function sniffFormat(head: Buffer): ImageFormat {
  if (head.length >= 3 && head.readUIntBE(0, 3) === 0xffd8ff) return 'jpeg';
  const text = head.toString('latin1', 0, 16);
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'tiff';
  if (text.startsWith('II+\0') || text.startsWith('MM\0+')) return 'tiff'; // BigTIFF
  if (text.startsWith('GIF8')) return 'gif';
  if (text.startsWith('BM')) return 'bmp';
  if (/^P[56]\s/.test(text)) return 'netpbm';
  if (text.slice(4, 8) === 'ftyp') {
    if (AVIF_BRANDS.has(text.slice(8, 12))) return 'avif';
    if (HEIC_BRANDS.has(text.slice(8, 12))) return 'heic';
  }
  return 'unknown';
}

/**
 * Whether the end of the file is where the format says it should be. Anything but `complete` asks for a full decode:
 * cameras append data after a JPEG's end mark, and some formats (`no-end-mark`) have none.
 * @param head first bytes, at least 12
 * @param tail last bytes
 * @param fileBytes size of the whole file
 */
export function looksComplete(
  format: ImageFormat,
  head: Buffer,
  tail: Buffer,
  fileBytes: number,
): 'complete' | 'end-mark-missing' | 'no-end-mark' {
  switch (format) {
    case 'jpeg': // EOI marker
      return tail.lastIndexOf(Buffer.from([0xff, 0xd9])) >= tail.length - MAX_PADDING_BYTES
        ? 'complete'
        : 'end-mark-missing';
    case 'png':
      return tail.lastIndexOf('IEND') >= tail.length - MAX_PADDING_BYTES ? 'complete' : 'end-mark-missing';
    case 'webp': // the RIFF header counts the bytes after itself
      return head.length >= 8 && head.readUInt32LE(4) + 8 <= fileBytes ? 'complete' : 'end-mark-missing';
    default:
      return 'no-end-mark';
  }
}

/** Bytes that may follow the end mark before a full decode is asked for. */
const MAX_PADDING_BYTES = 32;
