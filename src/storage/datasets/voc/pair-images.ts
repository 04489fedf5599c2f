// Finds the image that a VOC annotation file belongs to, whatever the folders are called.
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { groupBy } from '../group-by.ts';
import { directoryOf, nameOf, stemOf } from '../paths.ts';

/** Folders with pictures that are no photographs: masks of the same names as the images. */
const MASK_FOLDERS = /(^|\/)(segmentation(class|object)|[^/]*masks?)(\/|$)/i;

/** Looks up images by stem: file name without extension, NFC. */
export interface ImagesByStem {
  /** The image with this stem nearest to a path; only an exact stem counts, or one that differs in case. */
  find(stem: string, nearTo: string): IndexedFile | undefined;
}

/** Groups a folder's images by stem. */
export function imagesByStem(index: FolderIndex): ImagesByStem {
  const photographs = index.images.filter(({ id }) => !MASK_FOLDERS.test(directoryOf(id)));
  const groups = groupBy(photographs, ({ id }) => stemOf(id).toLowerCase());
  return {
    find: (stem, nearTo) => {
      const group = groups.get(stem.normalize('NFC').toLowerCase()) ?? [];
      const exact = group.filter((image) => stemOf(image.id) === stem.normalize('NFC'));
      return nearest(exact.length > 0 ? exact : group, nearTo);
    },
  };
}

/** The image of an annotation file: by the file's own stem, else by the name written inside it. */
export function findImageOf(
  images: ImagesByStem,
  annotationId: string,
  filename: string | undefined,
): IndexedFile | undefined {
  const byStem = images.find(stemOf(annotationId), annotationId);
  if (byStem || filename === undefined) return byStem;
  const name = nameOf(filename.replaceAll('\\', '/'));
  return images.find(stemOf(name), annotationId) ?? images.find(name, annotationId);
}

/** The image that shares most leading and trailing folders with a path. */
function nearest(candidates: readonly IndexedFile[], path: string): IndexedFile | undefined {
  const folders = directoryOf(path).split('/');
  let best: IndexedFile | undefined;
  let bestScore = -1;
  for (const candidate of candidates) {
    const own = directoryOf(candidate.id).split('/');
    const score = commonLeading(folders, own) + commonLeading(folders.toReversed(), own.toReversed());
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

function commonLeading(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
