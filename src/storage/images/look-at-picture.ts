// Whether the picture of an evaluated image is still there, and still what was evaluated.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluatedPicture } from '../../contract/evaluation-calls.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import { ImageError } from './image-error.ts';
import { inspectImage, inspectPlainImage } from './inspect-image.ts';

/** Looks at the file's header only, where that says enough. @param root of the dataset, as the run remembers it */
export async function lookAtPicture(
  root: string,
  { file, width, height }: Pick<ImageRecord, 'file' | 'width' | 'height'>,
): Promise<EvaluatedPicture> {
  const path = join(root, file);
  if (!existsSync(root))
    return { state: 'dataset-moved', path, message: `The dataset's folder is not at ${root} any more.` };
  try {
    const { size } = inspectPlainImage(path) ?? (await inspectImage(path));
    if (size.width === width && size.height === height) return { state: 'ok', path, message: null };
    const message = `${path} is ${size.width} x ${size.height} px now; it was evaluated at ${width} x ${height}.`;
    return { state: 'changed', path, message };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { state: error.code === 'image-missing' ? 'missing' : 'changed', path, message: error.message };
  }
}
