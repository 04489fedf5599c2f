// Findings about file names: pairs that differ in Unicode form, and images that nothing lists.
import type { DatasetProblem } from '../../contract/dataset.ts';
import type { FolderIndex } from './folder-index.ts';
import { directoryOf, nameOf } from './paths.ts';
import type { RawDataset, RawImage } from './raw-dataset.ts';

/** Images whose own label file spells the same name in another Unicode form (NFC, NFD). */
export function namingProblems(images: readonly RawImage[]): DatasetProblem[] {
  return images.flatMap(({ image, labelFile }): DatasetProblem[] => {
    if (labelFile === undefined || /\.json$/i.test(labelFile)) return [];
    if (isNfc(nameOf(image.file)) === isNfc(nameOf(labelFile))) return [];
    const message = `The image and its label ${labelFile} spell one name in two Unicode forms (NFC, NFD); they were paired.`;
    return [{ code: 'name-normalised', severity: 'note', message, file: image.file, imageId: image.id }];
  });
}

function isNfc(text: string): boolean {
  return text === text.normalize('NFC');
}

/** Images beside used ones that no list or annotation names. */
export function unlistedImages(index: FolderIndex, { images, problems }: RawDataset): DatasetProblem[] {
  const known = new Set([
    ...images.map(({ image }) => image.id),
    ...problems.flatMap(({ imageId }) => (imageId === undefined ? [] : [imageId])),
  ]);
  const folders = new Set([...known].map(directoryOf));
  const unlisted = index.images.filter(({ id }) => folders.has(directoryOf(id)) && !known.has(id));
  const first = unlisted[0];
  if (!first) return [];
  const message = `${unlisted.length} images lie beside the used ones, but no list or annotation names them; left out. First: ${first.id}`;
  return [{ code: 'image-unlisted', severity: 'note', message, file: first.file }];
}
