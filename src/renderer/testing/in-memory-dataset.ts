// The dataset calls of the in-memory client: summary and list of a dataset that is already read.
import type { z } from 'zod';
import type { datasetImagesInput, ImageList } from '../../contract/api.ts';
import type { Dataset, DatasetSummary, Histogram } from '../../contract/dataset.ts';

/** Counts values into `bins` equal steps over [low, high], on a logarithmic scale where asked. */
function histogram(
  values: readonly number[],
  bins: number,
  low: number,
  high: number,
  logarithmic = false,
): Histogram {
  const scale = logarithmic ? Math.log : (value: number) => value;
  const unscale = logarithmic ? Math.exp : (value: number) => value;
  const [from, to] = [scale(low), scale(high)];
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor(((scale(value) - from) / (to - from)) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))]! += 1;
  }
  return {
    edges: Array.from({ length: bins + 1 }, (_, i) => unscale(from + ((to - from) * i) / bins)),
    counts,
  };
}

/** What the server would say of this dataset. */
export function summarise(dataset: Dataset): DatasetSummary {
  const { images, classes, splits, problems } = dataset;
  const all = images.flatMap(({ groundTruth }) => groundTruth);
  const sides = all.map(({ box }) => Math.sqrt((box.x2 - box.x1) * (box.y2 - box.y1)));
  const sizes = new Map<string, { width: number; height: number; images: number }>();
  for (const { width, height } of images) {
    const size = sizes.get(`${width}x${height}`) ?? { width, height, images: 0 };
    sizes.set(`${width}x${height}`, { ...size, images: size.images + 1 });
  }
  const inSplit = (name: string) => images.filter(({ split }) => split === name);
  const countBoxes = (records: typeof images, classIndex?: number): number =>
    records
      .flatMap(({ groundTruth }) => groundTruth)
      .filter((object) => classIndex === undefined || object.classIndex === classIndex).length;
  const perImage = images.map(({ groundTruth }) => groundTruth.length);
  return {
    root: dataset.root,
    name: dataset.name,
    format: dataset.format,
    splitSource: dataset.splitSource,
    fingerprint: dataset.fingerprint,
    images: images.length,
    boxes: all.length,
    ignoreBoxes: all.filter(({ ignore }) => ignore !== undefined).length,
    background: perImage.filter((boxes) => boxes === 0).length,
    splits: splits.map((name) => ({
      name,
      images: inSplit(name).length,
      boxes: countBoxes(inSplit(name)),
      background: inSplit(name).filter(({ groundTruth }) => groundTruth.length === 0).length,
    })),
    classes: classes.map((name, index) => ({
      name,
      boxes: countBoxes(images, index),
      images: images.filter(({ groundTruth }) => groundTruth.some((object) => object.classIndex === index))
        .length,
      boxesPerSplit: Object.fromEntries(splits.map((split) => [split, countBoxes(inSplit(split), index)])),
    })),
    imageSizes: [...sizes.values()].sort((a, b) => b.images - a.images),
    boxSizes: histogram(sides, 24, 8, 512, true),
    boxSample: all
      .slice(0, 5000)
      .map(
        ({ box, classIndex }) => [box.x2 - box.x1, box.y2 - box.y1, classIndex] as [number, number, number],
      ),
    boxesPerImage: histogram(perImage, Math.min(30, Math.max(...perImage) + 1), 0, Math.max(...perImage) + 1),
    brightness: histogram(
      images.map((_, i) => 186 + 18 * Math.sin(i * 1.7) + 9 * Math.sin(i * 5.1)),
      32,
      0,
      255,
    ),
    problems: [...problems],
  };
}

/** A page of the images that pass the filter. */
export function listImages(dataset: Dataset, input: z.input<typeof datasetImagesInput>): ImageList {
  const classIndex = input.className === undefined ? -1 : dataset.classes.indexOf(input.className);
  const problems = new Map<string, number>();
  for (const { imageId } of dataset.problems) {
    if (imageId !== undefined) problems.set(imageId, (problems.get(imageId) ?? 0) + 1);
  }
  const search = input.search?.toLowerCase() ?? '';
  const passing = dataset.images.filter(
    ({ imageId, split, groundTruth }) =>
      (input.split === undefined || split === input.split) &&
      (classIndex < 0 || groundTruth.some((object) => object.classIndex === classIndex)) &&
      (input.onlyProblems !== true || problems.has(imageId)) &&
      imageId.toLowerCase().includes(search),
  );
  return {
    total: passing.length,
    items: passing
      .slice(input.offset, input.offset + input.limit)
      .map(({ imageId, width, height, split, groundTruth }) => ({
        imageId,
        width,
        height,
        split,
        boxes: groundTruth.length,
        problems: problems.get(imageId) ?? 0,
      })),
  };
}
