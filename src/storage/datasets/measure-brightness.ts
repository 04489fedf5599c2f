// Measures how bright the images of a dataset are, from small versions of them.
import { join } from 'node:path';
import type { Histogram, ImageRecord } from '../../contract/dataset.ts';
import { LUMA } from '../../core/luma.ts';
import { countInBins, linearEdges } from '../../core/statistics/histogram.ts';
import { decodeImage } from '../images/decode.ts';
import { ImageError } from '../images/image-error.ts';
import { mapConcurrent } from '../images/map-concurrent.ts';
import type { DatasetProgress } from './raw-dataset.ts';

/** Longer side that is decoded, px: a mean needs no detail. */
const SIDE = 64;
const BINS = 32;

/** What is measured of a dataset. */
interface MeasuredImages {
  readonly root: string;
  readonly images: readonly Pick<ImageRecord, 'imageId' | 'file' | 'width' | 'height'>[];
}

export interface Brightness {
  /** Over all measured images, 32 bins over [0, 256). */
  readonly histogram: Histogram;
  /** Mean luma in [0, 255] by imageId; images that cannot be decoded are missing. */
  readonly means: ReadonlyMap<string, number>;
}

/** Mean luma of each image, two images at a time so that the rest of the app keeps its share of the machine. */
export async function measureBrightness(
  { root, images }: MeasuredImages,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: DatasetProgress) => void } = {},
): Promise<Brightness> {
  const { signal, onProgress } = options;
  const onDone = (done: number): void =>
    onProgress?.({ phase: 'images', done, total: images.length, unit: 'images' });
  const measured = await mapConcurrent(
    images,
    async ({ file, width, height, imageId }): Promise<[string, number][]> => {
      const scale = Math.min(1, SIDE / Math.max(width, height));
      const size = {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(height * scale)),
      };
      try {
        const { pixels } = await decodeImage(join(root, file), { size });
        return [[imageId, meanLuma(pixels)]];
      } catch (error) {
        if (error instanceof ImageError) return []; // the file changed since the dataset was opened
        throw error;
      }
    },
    { limit: 2, signal, onDone },
  );
  const means = new Map(measured.flat());
  return { histogram: countInBins(means.values(), linearEdges(0, 256, BINS)), means };
}

function meanLuma(rgb: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    sum += LUMA[0] * rgb[i]! + LUMA[1] * rgb[i + 1]! + LUMA[2] * rgb[i + 2]!;
  }
  return sum / (rgb.length / 3);
}
