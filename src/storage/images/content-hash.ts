// A hash of an image file's bytes: what an evaluation remembers of a picture, so that another one in its place is noticed.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRecord } from '../../contract/dataset.ts';
import { toImageError } from './image-error.ts';
import { mapConcurrent } from './map-concurrent.ts';

/** SHA-1 over all bytes of a file, in hexadecimal. @throws {ImageError} when it is missing or may not be read */
export async function contentHash(path: string): Promise<string> {
  const hash = createHash('sha1');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    throw toImageError(error, path);
  }
  return hash.digest('hex');
}

/**
 * The records with a hash of their files as they are now. A record whose file cannot be read, or was written after it may have
 * been decoded, gets none: nothing is known then of what was evaluated.
 * @param root absolute path of the dataset
 * @param decodedSince epoch ms from which on the images were decoded
 */
export function withContentHashes(
  root: string,
  images: readonly ImageRecord[],
  decodedSince: number,
): Promise<ImageRecord[]> {
  return mapConcurrent(images, async (record) => {
    const path = join(root, record.file);
    try {
      const hash = await contentHash(path);
      const { mtimeMs, ctimeMs } = await stat(path);
      return Math.max(mtimeMs, ctimeMs) < decodedSince ? { ...record, contentHash: hash } : record;
    } catch {
      return record;
    }
  });
}
