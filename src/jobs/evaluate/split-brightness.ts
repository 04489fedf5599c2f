// How bright the images of evaluated splits are: measured once for each file, and remembered.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRecord } from '../../contract/dataset.ts';
import { measureBrightness } from '../../storage/datasets/measure-brightness.ts';
import { mapConcurrent } from '../../storage/images/map-concurrent.ts';
import { Recent } from '../process/recent.ts';

/** Images remembered; each takes about 200 bytes. */
const IMAGES_KEPT = 50_000;

export class SplitBrightness {
  readonly #known = new Recent<number>(IMAGES_KEPT);

  /**
   * Mean luma of each image in [0, 255], as `measureBrightness` takes it; NaN for one that cannot be read.
   * @param root absolute path of the dataset
   */
  async measure(
    root: string,
    images: readonly Pick<ImageRecord, 'imageId' | 'file' | 'width' | 'height'>[],
  ): Promise<Float32Array> {
    const keys = await mapConcurrent(images, async ({ file }) => {
      const path = join(root, file);
      const found = await stat(path).catch(() => null);
      return found === null ? null : `${path} ${found.size} ${found.mtimeMs}`;
    });
    const isMissing = (key: string | null): boolean => key !== null && this.#known.get(key) === undefined;
    const missing = images.filter((_, i) => isMissing(keys[i] ?? null));
    const { means } = await measureBrightness({ root, images: missing });
    return Float32Array.from(images, ({ imageId }, i) => {
      const key = keys[i] ?? null;
      if (key === null) return Number.NaN;
      const mean = means.get(imageId) ?? this.#known.get(key) ?? Number.NaN;
      this.#known.set(key, mean);
      return mean;
    });
  }
}
