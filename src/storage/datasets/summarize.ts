// Condenses a dataset into what the Dataset screen and the health report show.
import type {
  Dataset,
  DatasetProblem,
  DatasetSummary,
  Histogram,
  ProblemCode,
} from '../../contract/dataset.ts';
import { countInBins, linearEdges, logarithmicEdges } from '../../core/statistics/histogram.ts';
import { sampleOf } from '../../core/statistics/sample.ts';

const BOX_SAMPLE = 5000;
const SAMPLE_SEED = 1;
const BINS_PER_DOUBLING = 4;
const MOST_BINS_OF_COUNTS = 40;
/** Problems of one kind that a summary carries; `problemCounts` counts them all. */
const PROBLEMS_PER_CODE = 1000;

/**
 * Counts and histograms of a dataset.
 * @param brightness histogram of `measureBrightness`; null until it has been measured
 */
export function summarizeDataset(dataset: Dataset, brightness: Histogram | null = null): DatasetSummary {
  const { root, name, format, splitSource, fingerprint, images, splits, problems } = dataset;
  const boxes = images.flatMap(({ groundTruth }) => groundTruth);
  const sizes = boxes.map(({ box, classIndex }): [number, number, number] => [
    box.x2 - box.x1,
    box.y2 - box.y1,
    classIndex,
  ]);
  return {
    root,
    name,
    format,
    splitSource,
    fingerprint,
    images: images.length,
    boxes: boxes.length,
    ignoreBoxes: boxes.filter(({ ignore }) => ignore !== undefined).length,
    background: images.filter(({ groundTruth }) => groundTruth.length === 0).length,
    splits: splits.map((split) => {
      const members = images.filter((image) => image.split === split);
      return {
        name: split,
        images: members.length,
        boxes: members.reduce((sum, { groundTruth }) => sum + groundTruth.length, 0),
        background: members.filter(({ groundTruth }) => groundTruth.length === 0).length,
      };
    }),
    classes: summarizeClasses(dataset),
    imageSizes: countSizes(dataset),
    boxSizes: histogramOfSizes(sizes.map(([width, height]) => Math.sqrt(width * height))),
    boxSample: sampleOf(sizes, BOX_SAMPLE, SAMPLE_SEED),
    boxesPerImage: histogramOfCounts(images.map(({ groundTruth }) => groundTruth.length)),
    brightness,
    ...limitProblems(problems),
  };
}

function summarizeClasses({ classes, images, splits }: Dataset): DatasetSummary['classes'] {
  const rows = classes.map((name) => ({
    name,
    boxes: 0,
    images: 0,
    boxesPerSplit: Object.fromEntries(splits.map((split) => [split, 0])),
  }));
  for (const { groundTruth, split } of images) {
    for (const { classIndex } of groundTruth) {
      const row = rows[classIndex]!;
      row.boxes++;
      row.boxesPerSplit[split]!++;
    }
    for (const classIndex of new Set(groundTruth.map((truth) => truth.classIndex)))
      rows[classIndex]!.images++;
  }
  return rows;
}

function countSizes({ images }: Dataset): DatasetSummary['imageSizes'] {
  const counts = new Map<string, { width: number; height: number; images: number }>();
  for (const { width, height } of images) {
    const key = `${width}x${height}`;
    const size = counts.get(key);
    if (size) size.images++;
    else counts.set(key, { width, height, images: 1 });
  }
  return [...counts.values()].sort((a, b) => b.images - a.images || b.width * b.height - a.width * a.height);
}

/** Logarithmic bins over sizes, px; one empty bin where there are no boxes. */
function histogramOfSizes(sizes: readonly number[]): Histogram {
  const [low, high] = extremesOf(sizes);
  return countInBins(sizes, logarithmicEdges(Math.max(1, low), Math.max(1, high), BINS_PER_DOUBLING));
}

/** One bin a count, or wider ones of whole numbers where the counts are large. */
function histogramOfCounts(counts: readonly number[]): Histogram {
  const most = extremesOf(counts)[1];
  const width = Math.ceil((most + 1) / MOST_BINS_OF_COUNTS);
  const bins = Math.ceil((most + 1) / width);
  return countInBins(counts, linearEdges(0, bins * width, bins));
}

/** Smallest and largest value; [0, 0] without values. A loop, since a spread call is limited in length. */
function extremesOf(values: readonly number[]): [number, number] {
  let [low, high] = [values[0] ?? 0, values[0] ?? 0];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The first of each code, and the full counts where that leaves any out. */
function limitProblems(
  problems: readonly DatasetProblem[],
): Pick<DatasetSummary, 'problems' | 'problemCounts'> {
  const counts: Partial<Record<ProblemCode, number>> = {};
  const first = problems.filter(({ code }) => {
    const count = (counts[code] ?? 0) + 1;
    counts[code] = count;
    return count <= PROBLEMS_PER_CODE;
  });
  return first.length === problems.length ? { problems: first } : { problems: first, problemCounts: counts };
}
