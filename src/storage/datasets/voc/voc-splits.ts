// Reads VOC's split lists (ImageSets/Main/train.txt and so on).
import type { DatasetProblem } from '../../../contract/dataset.ts';
import type { FolderIndex } from '../folder-index.ts';
import { nameOf, stemOf } from '../paths.ts';
import { nonEmptyLines, readText } from '../read-text.ts';
import { splitOfName } from '../split-names.ts';

/** One line of a split list. */
export interface ListedId {
  readonly split: string;
  /** As written: a stem, sometimes with a folder or an extension. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

/** The lists of a folder. */
export interface VocSplits {
  /** Every image once; empty where there are no lists. */
  readonly listed: readonly ListedId[];
  /** train, val and trainval are all listed: the folder means train and val to be trained on together. */
  readonly trainval: boolean;
}

const LISTS = [/(^|\/)ImageSets\/Main\/[^/]+\.txt$/i, /(^|\/)ImageSets\/[^/]+\.txt$/i, /^[^/]+\.txt$/i];

/**
 * All lines of the split lists at the first usual place that has any; empty where there are none. Lists of one class
 * (`person_train.txt`) are no splits. trainval.txt is train and val together: it is used only
 * where one of the two is missing.
 */
export function readVocSplits(index: FolderIndex): VocSplits {
  for (const place of LISTS) {
    const lists = index.files
      .filter(({ id }) => place.test(id))
      .flatMap(({ id, file }) => {
        const split = splitOfName(stemOf(nameOf(id)));
        return split === undefined ? [] : [{ split, file }];
      });
    if (lists.length === 0) continue;
    const listed: ListedId[] = [];
    for (const { split, file } of lists) {
      const lines = nonEmptyLines(readText(index.root, file));
      for (const { line, text } of lines) listed.push({ split, id: text, file, line });
    }
    const trainval = ['train', 'val', 'trainval'].every((name) => lists.some(({ split }) => split === name));
    return { listed: withoutTrainval(listed), trainval };
  }
  return { listed: [], trainval: false };
}

function withoutTrainval(listed: readonly ListedId[]): ListedId[] {
  const has = (split: string): boolean => listed.some((entry) => entry.split === split);
  const rest =
    has('train') && has('val') ? undefined : has('train') ? 'val' : has('val') ? 'train' : 'trainval';
  const named = new Set(listed.filter(({ split }) => split !== 'trainval').map(({ id }) => id));
  return listed.flatMap((entry) => {
    if (entry.split !== 'trainval') return [entry];
    return rest === undefined || named.has(entry.id) ? [] : [{ ...entry, split: rest }];
  });
}

/** A listed id for which there is neither an annotation nor an image. */
export function unknownIdProblem({ split, id, file, line }: ListedId): DatasetProblem {
  const message = `${split} lists "${id}", for which there is neither an annotation nor an image; left out.`;
  return { code: 'split-unknown-image', severity: 'error', message, file, line };
}
