// Reads a COCO folder: one JSON file a split.
import type { DatasetProblem } from '../../../contract/dataset.ts';
import { UserError } from '../../../core/user-error.ts';
import { TimeSlices } from '../../time-slices.ts';
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { groupBy } from '../group-by.ts';
import { directoryOf, nameOf, resolveFile } from '../paths.ts';
import type { RawBox, RawDataset, RawImage, ReadContext } from '../raw-dataset.ts';
import { polygonCorners } from '../yolo/label-rows.ts';
import { findCocoFiles, splitsOfCocoFiles } from './coco-files.ts';
import { readCocoFile, type CocoAnnotation, type CocoFile, type CocoId } from './parse-coco.ts';

/** Reads annotations, splits and categories as written. */
export async function readCoco({ index, signal, onProgress }: ReadContext): Promise<RawDataset> {
  const files = findCocoFiles(index);
  const splits = splitsOfCocoFiles(files);
  const parsed: { file: IndexedFile; split: string | undefined; content: CocoFile }[] = [];
  const slices = new TimeSlices(signal);
  for (const [i, file] of files.entries()) {
    signal?.throwIfAborted();
    const content = await readCocoFile(index.root, file.file, slices);
    parsed.push({ file, split: splits[i], content });
    onProgress?.({ phase: 'labels', done: i + 1, total: files.length, unit: 'label files' });
  }
  const categories = mergeCategories(parsed);
  const classIndices = new Map([...categories.keys()].map((id, i) => [id, i]));
  const problems: DatasetProblem[] = [];
  const find = imageFinder(index);
  const images = parsed.flatMap(({ file, split, content }) =>
    imagesOfFile({ file, split, content, categories, classIndices, find, problems }),
  );
  return {
    format: 'coco',
    classes: [...categories.values()],
    categoryIds: [...categories.keys()],
    images,
    problems,
  };
}

/** Names by id, in the order of ids. @throws {UserError} when two files name one id differently */
function mergeCategories(parsed: readonly { file: IndexedFile; content: CocoFile }[]): Map<number, string> {
  const names = new Map<number, { name: string; file: string }>();
  for (const { file, content } of parsed) {
    for (const { id, name } of content.categories) {
      const known = names.get(id);
      if (known && known.name !== name) {
        throw new UserError({
          code: 'classes-differ',
          message: `Category ${id} is "${known.name}" in ${known.file} and "${name}" in ${file.file}.`,
          hint: 'Give each category the same id and name in every file.',
        });
      }
      names.set(id, { name, file: file.file });
    }
  }
  return new Map([...names].sort(([a], [b]) => a - b).map(([id, { name }]) => [id, name]));
}

type FindImage = (fileName: string, jsonId: string, split: string | undefined) => IndexedFile | undefined;

/** Looks where tools put images: beside the JSON, in folders named after the split, and under the usual names. */
export function imageFinder(index: FolderIndex): FindImage {
  const folders = new Set(index.images.map(({ id }) => directoryOf(id)));
  const byFolderName = groupBy(folders, (folder) => nameOf(folder).toLowerCase());
  const cache = new Map<string, string[]>();
  const basesOf = (jsonId: string, split: string | undefined): string[] => {
    const known = cache.get(jsonId);
    if (known) return known;
    const word = /(\w+)\.json$/i
      .exec(jsonId)![1]!
      .replace(/^instances_/i, '')
      .toLowerCase();
    const named = [word, split ?? ''].flatMap((name) => byFolderName.get(name) ?? []);
    const bases = [directoryOf(jsonId), '', ...named, 'images', 'JPEGImages', 'data', ...folders];
    const unique = [...new Set(bases)];
    cache.set(jsonId, unique);
    return unique;
  };
  return (fileName, jsonId, split) => resolveFile(index, fileName, basesOf(jsonId, split));
}

/** What the images of one file are made from. */
export interface FileContext {
  readonly file: IndexedFile;
  readonly split: string | undefined;
  readonly content: CocoFile;
  readonly categories: ReadonlyMap<number, string>;
  readonly classIndices: ReadonlyMap<number, number>;
  readonly find: FindImage;
  readonly problems: DatasetProblem[];
}

/** Images of one file that are in the folder, with their annotations as written. */
export function imagesOfFile(context: FileContext): RawImage[] {
  const { file: json, split, content, find, problems } = context;
  const file = json.file;
  const boxes = new Map<CocoId, RawBox[]>(content.images.map(({ id }) => [id, []]));
  for (const entry of content.unreadable) {
    const message = `${entry} lacks a field or holds a wrong value; left out.`;
    problems.push({ code: 'row-unreadable', severity: 'error', message, file });
  }
  for (const annotation of content.annotations) {
    const list = boxes.get(annotation.imageId);
    if (list) list.push(toRawBox(annotation, context));
    else {
      const message = `Annotation ${annotation.id ?? ''} refers to image ${annotation.imageId}, which is not listed; left out.`;
      problems.push({ code: 'label-without-image', severity: 'warning', message, file });
    }
  }
  return content.images.flatMap(({ id, fileName, width, height }): RawImage[] => {
    const image = find(fileName, json.id, split);
    if (!image) {
      const message = `"${fileName}" (image ${id}) is not in this folder; left out.`;
      problems.push({ code: 'image-missing', severity: 'error', message, file });
      return [];
    }
    const size = width !== undefined && height !== undefined ? { annotationSize: { width, height } } : {};
    const labelFile = content.hasAnnotations ? file : undefined;
    return [{ image, split, labelFile, ...size, boxes: boxes.get(id) ?? [], externalId: id }];
  });
}

function toRawBox(annotation: CocoAnnotation, { categories, classIndices }: FileContext): RawBox {
  const { id, categoryId, bbox, polygon, area, isCrowd } = annotation;
  const corners = bbox
    ? { x1: bbox[0], y1: bbox[1], x2: bbox[0] + bbox[2], y2: bbox[1] + bbox[3] }
    : polygonCorners(polygon);
  return {
    corners,
    unit: 'pixel',
    classIndex: classIndices.get(categoryId) ?? -1,
    className: categories.get(categoryId) ?? String(categoryId),
    name: `annotation ${id ?? '(no id)'}`,
    ...(area === undefined ? {} : { area }),
    ...(isCrowd ? { ignore: 'crowd' } : {}),
    ...(bbox ? {} : { fromPolygon: true }),
  };
}
