// Whether the picture of an evaluated image is still there, and still what was evaluated.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluatedPicture } from '../../contract/evaluation-calls.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import { contentHash } from './content-hash.ts';
import { ImageError } from './image-error.ts';
import { inspectImage, inspectPlainImage } from './inspect-image.ts';
import { mapConcurrent } from './map-concurrent.ts';

/** What an evaluation remembers of an image's file. */
type EvaluatedFile = Pick<ImageRecord, 'file' | 'width' | 'height' | 'contentHash'>;

/**
 * By its size, and by its bytes where the evaluation remembers what they were.
 * @param root of the dataset, as the run remembers it
 */
export async function lookAtPicture(
  root: string,
  { file, width, height, contentHash: evaluated }: EvaluatedFile,
): Promise<EvaluatedPicture> {
  const path = join(root, file);
  if (!existsSync(root))
    return { state: 'dataset-moved', path, message: `The dataset's folder is not at ${root} any more.` };
  try {
    const { size } = inspectPlainImage(path) ?? (await inspectImage(path));
    const changed = `${path} has changed since the evaluation`;
    if (size.width !== width || size.height !== height) {
      const sizes = `it was ${width} x ${height} px, and is ${size.width} x ${size.height} px`;
      return { state: 'changed', path, message: `${changed}: ${sizes}.` };
    }
    if (evaluated === undefined || (await contentHash(path)) === evaluated)
      return { state: 'ok', path, message: null };
    return { state: 'changed', path, message: `${changed}: the boxes are those of the picture it was.` };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { state: error.code === 'image-missing' ? 'missing' : 'changed', path, message: error.message };
  }
}

/** The images whose picture is there but not what was evaluated: all files that the evaluation remembers are read. */
export async function findChanged(root: string, images: readonly ImageRecord[]): Promise<ImageRecord[]> {
  const pictures = await mapConcurrent(images, (image) => lookAtPicture(root, image));
  return images.filter((_, index) => pictures[index]!.state === 'changed');
}
