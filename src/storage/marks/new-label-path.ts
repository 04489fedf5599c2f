// Where the label file of an image that has none belongs: where its neighbours have theirs.
import type { FolderIndex, IndexedFile } from '../datasets/folder-index.ts';
import { directoryOf, stemOf } from '../datasets/paths.ts';
import { vocAnnotationFiles } from '../datasets/voc/read-voc.ts';
import { labelPathsOf } from '../datasets/yolo/label-files.ts';

/** Images of the same folder. */
function neighbours(index: FolderIndex, { id }: IndexedFile): IndexedFile[] {
  const folder = directoryOf(id);
  return index.images.filter((image) => directoryOf(image.id) === folder);
}

/** For YOLO and Darknet, relative to the root: a parallel folder `labels`, or beside the image. */
export function newYoloPath(index: FolderIndex, image: IndexedFile): string {
  const paths = labelPathsOf(image.file);
  for (const { id } of neighbours(index, image)) {
    const place = labelPathsOf(id).findIndex((path) => index.find(path) !== undefined);
    if (place >= 0) return paths[place]!;
  }
  return paths[0]!;
}

/** For Pascal VOC, relative to the root. */
export function newVocPath(index: FolderIndex, image: IndexedFile): string {
  const annotations = vocAnnotationFiles(index.files);
  const stems = new Set(neighbours(index, image).map(({ id }) => stemOf(id)));
  const neighbour = annotations.find(({ id }) => stems.has(stemOf(id))) ?? annotations[0];
  const folder = directoryOf(neighbour?.file ?? image.file);
  return `${folder === '' ? '' : `${folder}/`}${stemOf(image.file)}.xml`;
}
