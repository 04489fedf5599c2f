// Finds and reads the label files of a list of images; YOLO and Darknet folders pair them alike.
import type { DatasetProblem } from '../../../contract/dataset.ts';
import { mapConcurrent } from '../../images/map-concurrent.ts';
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { directoryOf, nameOf, withoutExtension } from '../paths.ts';
import type { RawImage, ReadContext } from '../raw-dataset.ts';
import { readText } from '../read-text.ts';
import { parseLabelRows } from './label-rows.ts';

/** An image and the split that the files state for it. */
export interface ListedImage {
  readonly image: IndexedFile;
  readonly split: string | undefined;
}

/** Folders of images that Ultralytics and Darknet replace by `labels`. */
const IMAGE_FOLDERS = ['/images/', '/JPEGImages/'];

/** Where an image's label file may lie, the most likely first: a parallel `labels` folder, then beside the image. */
export function labelPathsOf(imageId: string): string[] {
  const stem = `/${withoutExtension(imageId)}`;
  const paths = IMAGE_FOLDERS.flatMap((folder) => {
    const at = stem.lastIndexOf(folder);
    return at < 0 ? [] : [`${stem.slice(0, at)}/labels/${stem.slice(at + folder.length)}.txt`];
  });
  return [...paths, `${stem}.txt`].map((path) => path.slice(1));
}

/** An image's label file, or undefined. */
export function findLabel(index: FolderIndex, imageId: string): IndexedFile | undefined {
  for (const path of labelPathsOf(imageId)) {
    const found = index.find(path);
    if (found) return found;
  }
  return undefined;
}

interface LabelOptions {
  readonly classes: readonly string[];
  readonly keypointColumns: number;
}

/** Boxes of one image; undefined where its label file cannot be read. */
interface Labelled {
  readonly labelled: Pick<RawImage, 'labelFile' | 'boxes'> | undefined;
  readonly problems: readonly DatasetProblem[];
}

/** Reads the labels of all listed images as written; an image in several splits is read once. */
export async function readLabels(
  listed: readonly ListedImage[],
  { index, signal, onProgress }: ReadContext,
  options: LabelOptions,
): Promise<{ images: RawImage[]; problems: DatasetProblem[] }> {
  const unique = [...new Map(listed.map(({ image }) => [image.id, image])).values()];
  const total = unique.length;
  const onDone = (done: number): void => onProgress?.({ phase: 'labels', done, total, unit: 'label files' });
  const results = await mapConcurrent(unique, (image) => readLabel(image, index, options), {
    signal,
    onDone,
  });
  const byId = new Map(unique.map(({ id }, i) => [id, results[i]!.labelled]));
  const images = listed.flatMap(({ image, split }) => {
    const labelled = byId.get(image.id);
    return labelled ? [{ image, split, ...labelled }] : [];
  });
  const problems = results.flatMap((result) => result.problems);
  return { images, problems: [...problems, ...orphanLabels(index, images)] };
}

function readLabel(image: IndexedFile, index: FolderIndex, options: LabelOptions): Labelled {
  const file = findLabel(index, image.id)?.file;
  if (file === undefined) return { labelled: { labelFile: undefined, boxes: [] }, problems: [] };
  const imageId = image.id;
  const { boxes, problems } = parseLabelRows(readText(index.root, file), { file, imageId, ...options });
  const first = problems[0];
  if (boxes.length > 0 || !first) return { labelled: { labelFile: file, boxes }, problems };
  const message = `No row can be read; the image is left out. First: ${first.message}`;
  const line = first.line === undefined ? {} : { line: first.line };
  const problem: DatasetProblem = {
    code: 'label-unreadable',
    severity: 'error',
    message,
    file,
    ...line,
    imageId,
  };
  return { labelled: undefined, problems: [problem] };
}

/** Text files beside labels that are no labels. */
const NO_LABELS =
  /^(classes|labels|predefined_classes|obj|readme.*|license.*|requirements|notes|train|val|valid|test|trainval)\.txt$/i;

/** Files in the label folders that belong to no image of the folder. */
function orphanLabels(index: FolderIndex, images: readonly RawImage[]): DatasetProblem[] {
  const labelFiles = images.flatMap(({ labelFile }) => (labelFile === undefined ? [] : [labelFile]));
  const folders = new Set(labelFiles.map((file) => directoryOf(file.normalize('NFC'))));
  const expected = new Set(
    index.images.flatMap(({ id }) => labelPathsOf(id)).map((path) => path.toLowerCase()),
  );
  return index.files
    .filter(({ id }) => /\.txt$/i.test(id) && folders.has(directoryOf(id)))
    .filter(({ id }) => !NO_LABELS.test(nameOf(id)) && !expected.has(id.toLowerCase()))
    .map(({ file }) => {
      const message = 'No image has this name; the label file is left out.';
      return { code: 'label-without-image', severity: 'warning', message, file };
    });
}
