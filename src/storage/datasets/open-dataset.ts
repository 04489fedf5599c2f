// Opens a folder of annotated images, whatever its layout: the one entry to all readers and checks.
import type { Dataset, DatasetFormat, DatasetProblem, ImageRecord } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import { realFolder } from '../real-folder.ts';
import { checkBoxes } from './check-boxes.ts';
import { checkClasses } from './check-classes.ts';
import { checkLabels } from './check-labels.ts';
import { readCoco } from './coco/read-coco.ts';
import { readDarknet } from './darknet/read-darknet.ts';
import { detectFormat } from './detect-format.ts';
import { fingerprintOf } from './fingerprint.ts';
import { DatasetCache, type CachedDataset } from './dataset-cache.ts';
import { firstFiles } from './first-files.ts';
import { indexFolder, type FolderIndex } from './folder-index.ts';
import { inspectImages, type UsableImage } from './inspect-images.ts';
import { namingProblems, unlistedImages } from './check-names.ts';
import { packDataset, unpackDataset } from './packed-dataset.ts';
import { nameOf } from './paths.ts';
import type { DatasetProgress, RawDataset, ReadContext } from './raw-dataset.ts';
import { sortSplits } from './split-names.ts';
import { assignSplits, DEFAULT_RATIOS, type SplitRatios } from './splits.ts';
import { summarizeDataset } from './summarize.ts';
import { readVoc } from './voc/read-voc.ts';
import { readYolo } from './yolo/read-yolo.ts';

export type { DatasetProgress } from './raw-dataset.ts';

export interface OpenDatasetOptions {
  /** Seed of a split that has to be made. Default 0. */
  readonly seed?: number;
  /** Shares of a split that has to be made. Default 70 / 15 / 15. */
  readonly ratios?: SplitRatios;
  /** Layout to read the folder as; found by looking where it is not given. */
  readonly format?: DatasetFormat;
  /** Decode every image in full, which finds damage in the middle of files. Slow. Default false. */
  readonly fullDecode?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DatasetProgress) => void;
}

const READERS: Record<DatasetFormat, (context: ReadContext) => Promise<RawDataset>> = {
  voc: readVoc,
  yolo: readYolo,
  darknet: readDarknet,
  coco: readCoco,
};

/**
 * Reads a dataset's folder; nothing is ever written to it. Flaws of single images and boxes are listed in `problems`.
 * @param root path of the folder
 * @throws {UserError} when the folder as a whole cannot be used: not there, not recognised, unknown classes
 */
export async function openDataset(root: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  return unpackDataset((await openPackedDataset(root, options)).packed);
}

/** `openDataset` for those who only look: columns and summary. @param onFirst told some images early where the rest takes long */
export async function openPackedDataset(
  root: string,
  options: OpenDatasetOptions & { readonly onFirst?: (images: readonly ImageRecord[]) => void } = {},
): Promise<CachedDataset> {
  const { onProgress, onFirst, signal, seed, ratios, format, fullDecode } = options;
  onProgress?.({ phase: 'files', done: 0, total: 0, unit: 'files' });
  const index = await indexFolder(realFolder(root), signal);
  const cache = DatasetCache.for(index, { seed, ratios, format, fullDecode });
  const showFirst = async () => {
    const first = onFirst ? await readFirstImages(index, options) : [];
    if (first.length > 0) onFirst?.(first);
  };
  if (cache && !cache.isThere) await showFirst();
  const cached = cache?.read();
  if (cached) return cached;
  if (cache?.isThere) await showFirst(); // What was read before is out of date.
  const dataset = await readDataset(index, options);
  const opened = { packed: packDataset(dataset), summary: summarizeDataset(dataset) };
  await cache?.write(opened);
  return opened;
}

/** Images that are read before all others. */
const FIRST_IMAGES = 60;

/** The first images, read as if the folder held nothing else; none where that cannot be read, or takes as long as all. */
async function readFirstImages(index: FolderIndex, options: OpenDatasetOptions): Promise<ImageRecord[]> {
  try {
    const format = options.format ?? detectFormat(index);
    if (format === 'coco') return []; // The labels of one image are as far away as those of all.
    const { signal } = options;
    const { images } = await readDataset(firstFiles(index, FIRST_IMAGES), {
      format,
      ...(signal ? { signal } : {}),
    });
    return images;
  } catch (error) {
    if (error instanceof UserError) return []; // Reading all of it says what is wrong.
    throw error;
  }
}

async function readDataset(index: FolderIndex, options: OpenDatasetOptions): Promise<Dataset> {
  const { seed = 0, ratios = DEFAULT_RATIOS, signal, onProgress, fullDecode = false } = options;
  const absolute = index.root;
  const context: ReadContext = { index, signal, onProgress };
  const format = options.format ?? detectFormat(index);
  const raw = await READERS[format](context);
  if (raw.images.length === 0) throw noImagesError(absolute, raw.problems);
  const labelled = checkLabels(raw.images);
  const splits = assignSplits(labelled.images, seed, ratios);
  checkClasses(raw.classes, splits.images);
  const sorted = splits.images.sort((a, b) => (a.image.id < b.image.id ? -1 : 1));
  const inspected = await inspectImages(sorted, context, fullDecode);
  if (inspected.usable.length === 0) throw noImagesError(absolute, inspected.problems);
  const { records: images, problems } = toRecords(inspected.usable);
  const content = { classes: [...raw.classes], images };
  return {
    root: absolute,
    name: nameOf(absolute.replaceAll('\\', '/')),
    format,
    ...content,
    ...(raw.categoryIds ? { categoryIds: [...raw.categoryIds] } : {}),
    ...(raw.trainval ? { trainval: true } : {}),
    splits: sortSplits(images.map(({ split }) => split)),
    splitSource: splits.source,
    problems: [
      ...splits.problems,
      ...raw.problems,
      ...labelled.problems,
      ...namingProblems(splits.images),
      ...unlistedImages(index, raw),
      ...inspected.problems,
      ...problems,
    ],
    fingerprint: fingerprintOf(content),
  };
}

function toRecords(usable: readonly UsableImage[]): { records: ImageRecord[]; problems: DatasetProblem[] } {
  const problems: DatasetProblem[] = [];
  const records = usable.map(({ raw, facts }): ImageRecord => {
    const checked = checkBoxes(raw, facts);
    problems.push(...checked.problems);
    return {
      imageId: raw.image.id,
      file: raw.image.file,
      width: facts.size.width,
      height: facts.size.height,
      split: raw.split,
      groundTruth: checked.groundTruth,
      ...(raw.externalId === undefined ? {} : { externalId: raw.externalId }),
    };
  });
  return { records, problems };
}

function noImagesError(root: string, problems: readonly DatasetProblem[]): UserError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  const detail = first ? ` First of ${errors.length} errors: ${first.file}: ${first.message}` : '';
  return new UserError({
    code: 'images-missing',
    message: `Annotations in ${root} lead to no usable image.${detail}`,
    hint: 'Open the folder that holds both the images and the annotations.',
  });
}
