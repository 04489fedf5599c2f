// A small made-up dataset for the tests of the page's state: three classes, three splits, a problem or two.
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import { createRandom } from '../../core/random.ts';

const CLASSES = ['RBC', 'WBC', 'Platelets'];
const SIDES = [
  [70, 110],
  [140, 220],
  [25, 45],
] as const;
const WIDTH = 640;
const HEIGHT = 480;

/** A dataset of `images` records; equal seeds give equal datasets. */
export function blobDataset(images: number, seed = 1): Dataset {
  const random = createRandom(seed);
  const records = Array.from({ length: images }, (_, i): ImageRecord => {
    const imageId = `JPEGImages/blob_${String(i).padStart(5, '0')}.jpg`;
    const split = i % 5 === 3 ? 'val' : i % 5 === 4 ? 'test' : 'train';
    const groundTruth = Array.from({ length: i % 7 === 6 ? 0 : 3 + random.integer(9) }, () => {
      const classIndex = Math.max(0, random.integer(7) - 4);
      const [least, most] = SIDES[classIndex]!;
      const width = random.uniform(least, most);
      const height = random.uniform(least, most);
      const x1 = random.uniform(0, WIDTH - width);
      const y1 = random.uniform(0, HEIGHT - height);
      return { box: { x1, y1, x2: x1 + width, y2: y1 + height }, classIndex, area: width * height };
    });
    return { imageId, file: imageId, width: WIDTH, height: HEIGHT, split, groundTruth };
  });
  return {
    root: '/data/blobs',
    name: 'blobs',
    format: 'voc',
    classes: CLASSES,
    splits: ['train', 'val', 'test'],
    splitSource: 'files',
    images: records,
    problems: records.slice(0, 2).map((record, i) => ({
      code: 'box-clipped',
      severity: 'warning',
      message: 'xmax 652 is beyond the image width 640; clipped to the image.',
      file: `Annotations/blob_0000${i}.xml`,
      line: 14,
      imageId: record.imageId,
    })),
    fingerprint: 'blobs',
  };
}
