// The picture of one tile: the surroundings of a box, cut from the upright image and scaled to a square.
import type { Box } from '../../core/boxes/box.ts';
import { decodeImage } from '../images/decode.ts';
import { sharp } from '../images/sharp-setup.ts';

/** A square of the image, whole px; it may reach over the image's border. */
export interface CropSquare {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The part of a crop that the image fills, as pixels placed in the tile. Lengths in px of the tile. */
export interface TilePicture {
  /** RGB in [0, 255], row-major. */
  readonly pixels: Buffer;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Side of the crop by the longer side of the box. */
const CONTEXT = 2.5;
/** A tiny box is shown with at least this much around it, image px. */
const LEAST_SIDE = 48;

/** The square around a box that a tile shows, image px. */
export function cropAround(box: Box): CropSquare {
  const longest = Math.max(box.x2 - box.x1, box.y2 - box.y1);
  const side = Math.ceil(Math.max(LEAST_SIDE, CONTEXT * longest));
  return {
    x: Math.round((box.x1 + box.x2 - side) / 2),
    y: Math.round((box.y1 + box.y2 - side) / 2),
    side,
  };
}

/**
 * Cuts a crop from an image file (EXIF orientation applied) and scales it to a tile of `side` px.
 *
 * @returns undefined where the crop lies outside the image
 * @throws {ImageError} when the file is missing or no image
 */
export async function readTilePicture(
  imagePath: string,
  crop: CropSquare,
  side: number,
): Promise<TilePicture | undefined> {
  const image = await decodeImage(imagePath);
  const left = Math.max(0, crop.x);
  const top = Math.max(0, crop.y);
  const width = Math.min(image.width, crop.x + crop.side) - left;
  const height = Math.min(image.height, crop.y + crop.side) - top;
  if (width < 1 || height < 1) return undefined;
  const scale = side / crop.side;
  const place = { left: Math.round((left - crop.x) * scale), top: Math.round((top - crop.y) * scale) };
  const size = {
    width: Math.max(1, Math.round((left - crop.x + width) * scale) - place.left),
    height: Math.max(1, Math.round((top - crop.y + height) * scale) - place.top),
  };
  const raw = { width: image.width, height: image.height, channels: 3 } as const;
  const pixels = await sharp(image.pixels, { raw })
    .extract({ left, top, width, height })
    .resize({ ...size, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { pixels, ...place, ...size };
}
