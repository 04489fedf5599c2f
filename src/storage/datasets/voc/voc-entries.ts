// Decides which images a VOC folder consists of: those its split lists name, or those beside its annotations.
import type { DatasetProblem } from '../../../contract/dataset.ts';
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { groupBy } from '../group-by.ts';
import { directoryOf, nameOf, stemOf, withoutExtension } from '../paths.ts';
import { splitOfFolders } from '../split-names.ts';
import type { ImagesByStem } from './pair-images.ts';
import type { VocAnnotation } from './parse-voc.ts';
import { unknownIdProblem, type ListedId } from './voc-splits.ts';

/** An annotation file, what was read from it (undefined: unreadable) and the image that it belongs to. */
export interface Annotated {
  readonly file: IndexedFile;
  readonly annotation: VocAnnotation | undefined;
  readonly image: IndexedFile | undefined;
}

/** One image of the dataset with its split and annotation, where it has them. */
export interface Entry {
  readonly image: IndexedFile;
  readonly split: string | undefined;
  readonly label: Annotated | undefined;
}

/** Images that the split lists name. */
export function entriesOfLists(
  annotated: readonly Annotated[],
  listed: readonly ListedId[],
  stems: ImagesByStem,
  problems: DatasetProblem[],
): Entry[] {
  const find = findById(annotated);
  const entries: Entry[] = [];
  for (const entry of listed) {
    // Lists of one class write `id 1`; some tools write a path or an extension.
    const names = [entry.id, withoutExtension(entry.id), entry.id.split(/\s+/)[0]!];
    const label = names.map((name) => find(name, entry.file)).find((found) => found !== undefined);
    const image = label
      ? label.image
      : names.map((name) => stems.find(nameOf(name), entry.file)).find((found) => found !== undefined);
    if (image && !(label && !label.annotation)) entries.push({ image, split: entry.split, label });
    else if (!label) problems.push(unknownIdProblem(entry));
    else if (!image) {
      const message = `${entry.split} lists "${entry.id}", which has an annotation but no image; left out.`;
      problems.push({
        code: 'image-missing',
        severity: 'error',
        message,
        file: entry.file,
        line: entry.line,
      });
    }
  }
  return entries;
}

/** Looks an annotation up by a list's id, the nearest folder first where several years share ids. */
function findById(annotated: readonly Annotated[]): (id: string, list: string) => Annotated | undefined {
  const byStem = groupBy(annotated, ({ file }) => stemOf(file.id));
  return (id, list) => {
    const group = byStem.get(nameOf(id.normalize('NFC'))) ?? [];
    const base = list.split('/ImageSets/')[0]!;
    return group.find(({ file }) => file.id.startsWith(`${base}/`)) ?? group[0];
  };
}

/** Without lists: every image with an annotation, and every image beside those; splits by folder where all have one. */
export function entriesOfFolders(index: FolderIndex, annotated: readonly Annotated[]): Entry[] {
  const labels = new Map(annotated.flatMap((item) => (item.image ? [[item.image.id, item] as const] : [])));
  const folders = new Set([...labels.keys()].map(directoryOf));
  const images = index.images.filter(({ id }) => folders.has(directoryOf(id)));
  const everySplit = images.map(({ id }) => splitOfFolders(id));
  const stated = everySplit.every((split) => split !== undefined);
  return images.flatMap((image, i): Entry[] => {
    const label = labels.get(image.id);
    if (label && !label.annotation) return [];
    return [{ image, split: stated ? everySplit[i] : undefined, label }];
  });
}
