// A folder cut down to its first images, so that something of it can be seen at once.
import { createIndex, type FolderIndex } from './folder-index.ts';
import { stemOf } from './paths.ts';

const SPLIT_LISTS = /(^|\/)ImageSets\//i;

/**
 * The folder as if it held only its first images, what is called like them, and what is called like no image: configuration,
 * lists, class names. Pascal VOC's split lists are left out: they name every image, and what is shown first has no split.
 */
export function firstFiles({ root, files, images, directories }: FolderIndex, count: number): FolderIndex {
  const first = images.slice(0, count);
  const stems = new Set(first.map(({ id }) => stemOf(id)));
  const imageStems = new Set(images.map(({ id }) => stemOf(id)));
  const isImage = new Set(images);
  const kept = files.filter((file) => {
    const stem = stemOf(file.id);
    return stems.has(stem) || (!isImage.has(file) && !imageStems.has(stem) && !SPLIT_LISTS.test(file.id));
  });
  return createIndex(root, kept, directories);
}
