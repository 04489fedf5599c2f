// Reads what COCO files say of a few images, and where annotations can be added, however large the files are.
import { join } from 'node:path';
import { TimeSlices } from '../../time-slices.ts';
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { groupBy } from '../group-by.ts';
import { nameOf } from '../paths.ts';
import type { RawImage } from '../raw-dataset.ts';
import { pickSplit } from '../splits.ts';
import { findCocoFiles, splitsOfCocoFiles } from './coco-files.ts';
import { NotStreamable, readJsonLists } from './json-lists.ts';
import {
  readAnnotation,
  readImage,
  type CocoAnnotation,
  type CocoFile,
  type CocoImage,
} from './parse-coco.ts';
import { imageFinder, imagesOfFile } from './read-coco.ts';

/** One annotation file, cut down to some images. */
export interface CocoPart {
  readonly file: IndexedFile;
  /** Those of the wanted images whose annotations count from this file; each with its id as `externalId`. */
  readonly images: readonly RawImage[];
  /** Of all annotations of the file; 0 where it has none. */
  readonly largestId: number;
  /** Whether the list of annotations is empty. */
  readonly isEmpty: boolean;
  /** Where the closing bracket of that list stands, in bytes. */
  readonly listEnd: number;
}

/** Names of the categories by id. */
type Categories = ReadonlyMap<number, string>;

/**
 * The files that hold some images. A file that is not one object in UTF-8, or has no list of annotations, is passed over:
 * nothing can be added to it.
 */
export async function readCocoPart(
  index: FolderIndex,
  imageIds: ReadonlySet<string>,
  categories: Categories,
  signal?: AbortSignal,
): Promise<CocoPart[]> {
  const files = findCocoFiles(index);
  const splits = splitsOfCocoFiles(files);
  const find = imageFinder(index);
  const classIndices = new Map([...categories.keys()].map((id, i) => [id, i]));
  const slices = new TimeSlices(signal);
  const parts: CocoPart[] = [];
  for (const [i, file] of files.entries()) {
    const read = await readPart(join(index.root, file.file), imageIds, slices);
    if (!read) continue;
    const { content, ...place } = read;
    const context = { file, split: splits[i], content, categories, classIndices, find, problems: [] };
    parts.push({
      file,
      ...place,
      images: imagesOfFile(context).filter(({ image }) => imageIds.has(image.id)),
    });
  }
  // An image in several files counts from one of them, as when the dataset was opened.
  const groups = groupBy(
    parts.flatMap(({ images }) => images),
    ({ image }) => image.id,
  );
  const counting = new Set([...groups.values()].map((group) => pickSplit(group, [])));
  return parts
    .map((part) => ({ ...part, images: part.images.filter((image) => counting.has(image)) }))
    .filter(({ images }) => images.length > 0);
}

async function readPart(
  path: string,
  imageIds: ReadonlySet<string>,
  slices: TimeSlices,
): Promise<(Omit<CocoPart, 'file' | 'images'> & { readonly content: CocoFile }) | null> {
  const images: CocoImage[] = [];
  const annotations: CocoAnnotation[] = [];
  const place = { largestId: 0, isEmpty: true, listEnd: -1 };
  const names = new Set([...imageIds].map(comparable));
  const onBytes = (): Promise<void> | undefined => slices.next();
  try {
    // Either list may come first.
    await readJsonLists(path, {
      wants: (key) => key === 'images',
      entries: (_, entries) =>
        images.push(...readAll(entries, readImage).filter(({ fileName }) => names.has(comparable(fileName)))),
      onBytes,
    });
    if (images.length === 0) return null;
    const ids = new Set(images.map(({ id }) => id));
    await readJsonLists(path, {
      wants: (key) => key === 'annotations',
      entries: (_, entries) => {
        place.isEmpty &&= entries.length === 0;
        for (const { id } of entries as { id?: unknown }[])
          if (typeof id === 'number' && id > place.largestId) place.largestId = id;
        annotations.push(...readAll(entries, readAnnotation).filter(({ imageId }) => ids.has(imageId)));
      },
      listEnd: (_, end) => (place.listEnd = end),
      onBytes,
    });
  } catch (error) {
    if (error instanceof NotStreamable) return null;
    throw error;
  }
  if (place.listEnd < 0) return null;
  const content = { images, annotations, categories: [], unreadable: [], hasAnnotations: true };
  return { content, ...place };
}

/** A file's name without folders, as `FolderIndex.find` compares it. */
function comparable(path: string): string {
  return nameOf(path.replaceAll('\\', '/')).normalize('NFC').toLowerCase();
}

function readAll<T>(
  entries: readonly unknown[],
  read: (node: Record<string, unknown>) => T | undefined,
): T[] {
  return entries.flatMap((entry) => {
    const value =
      typeof entry === 'object' && entry !== null ? read(entry as Record<string, unknown>) : undefined;
    return value === undefined ? [] : [value];
  });
}
