// Finds the COCO annotation files of a folder and the split that each stands for.
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { directoryOf, nameOf, stemOf } from '../paths.ts';
import { readText } from '../read-text.ts';
import { splitOfName } from '../split-names.ts';

/** Names that COCO itself and Roboflow use for detection files. */
const USUAL_NAMES = [/^instances_.+\.json$/i, /^_annotations\.coco\.json$/i];
const DEEPEST = 3;

/** Annotation files by their usual names, or else every JSON file that holds images and annotations. */
export function findCocoFiles(index: FolderIndex): IndexedFile[] {
  const json = index.files.filter(({ id }) => /\.json$/i.test(id) && id.split('/').length <= DEEPEST);
  for (const usual of USUAL_NAMES) {
    const found = json.filter(({ id }) => usual.test(nameOf(id)));
    if (found.length > 0) return found;
  }
  const found: IndexedFile[] = [];
  for (const file of json) {
    const text = readText(index.root, file.file);
    if (/"images"\s*:/.test(text) && /"(annotations|categories)"\s*:/.test(text)) found.push(file);
  }
  return found;
}

/**
 * The split of each file: from its own name (`instances_val2017`, `train.json`), or from its folder's
 * (`valid/_annotations.coco.json`); several files without either are splits by their names, a single one states none.
 */
export function splitsOfCocoFiles(files: readonly IndexedFile[]): (string | undefined)[] {
  return files.map(({ id }) => {
    const words = stemOf(id).split(/[_.-]/);
    const named = words.map(splitOfName).find((split) => split !== undefined);
    const folder = splitOfName(nameOf(directoryOf(id)));
    return named ?? folder ?? (files.length > 1 ? stemOf(id) : undefined);
  });
}
