// Crops for the wall: a box with what surrounds it, upright and in the decoder's colours.
import type { Box } from '../../core/boxes/box.ts';
import { cropWindow } from '../../core/crops/crop-window.ts';
import { UserError } from '../../core/user-error.ts';
import type { DecodedImage } from './decode.ts';
import type { EncodedImage } from './encoded-image.ts';
import { sharp } from './sharp-setup.ts';

/** A crop is enlarged where it is shown: at less, or with colour at half resolution, JPEG's blocks would be seen. */
const QUALITY = 90;

/**
 * A JPEG of the part of the image that `cropWindow` gives, no larger than `maximumSide` px each way; smaller ones keep their
 * size.
 * @param box image px
 * @throws UserError where the box lies outside of the image
 */
export async function makeCrop(image: DecodedImage, box: Box, maximumSide: number): Promise<EncodedImage> {
  const { pixels, width, height } = image;
  if (box.x1 >= width || box.y1 >= height || box.x2 <= 0 || box.y2 <= 0) {
    throw new UserError({
      code: 'box-outside-image',
      message: `The box ${box.x1},${box.y1},${box.x2},${box.y2} lies outside of its image of ${width} x ${height} px.`,
      hint: 'The image may have been replaced by another: evaluate again.',
    });
  }
  const window = cropWindow(box, image);
  const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .extract({
      left: window.x1,
      top: window.y1,
      width: window.x2 - window.x1,
      height: window.y2 - window.y1,
    })
    .resize({
      width: maximumSide,
      height: maximumSide,
      fit: 'inside',
      withoutEnlargement: true,
      kernel: 'cubic',
    })
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return { bytes, mimeType: 'image/jpeg' };
}
