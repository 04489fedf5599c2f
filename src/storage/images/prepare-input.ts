// Turns an image file into the network's input: letterboxed pixels with grey bars.
import type { Letterbox } from '../../core/letterbox/letterbox.ts';
import { decodeImage } from './decode.ts';

/** Value of the letterbox's bars, of 255: the middle of the range, as in Darknet. */
export const BAR_VALUE = 128;

/**
 * Decodes a file and places it on the input canvas.
 * @param path absolute path of the image
 * @param letterbox from the image's upright size (an `ImageRecord`'s) to the network's input
 * @returns `[inputHeight, inputWidth, 3]` uint8 in [0, 255], RGB interleaved
 * @throws {ImageError} when the file is missing, truncated or no image
 */
export async function prepareInput(path: string, letterbox: Letterbox): Promise<Uint8Array<ArrayBuffer>> {
  const { input, content, offsetX, offsetY } = letterbox;
  const { pixels } = await decodeImage(path, { size: content });
  const canvas = new Uint8Array(input.width * input.height * 3).fill(BAR_VALUE);
  const rowBytes = content.width * 3;
  for (let y = 0; y < content.height; y++) {
    const source = y * rowBytes;
    canvas.set(pixels.subarray(source, source + rowBytes), ((y + offsetY) * input.width + offsetX) * 3);
  }
  return canvas;
}
