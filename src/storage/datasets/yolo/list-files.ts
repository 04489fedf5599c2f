// Reads a list of image paths, one a line, as data.yaml and Darknet's .data refer to them.
import type { DatasetProblem } from '../../../contract/dataset.ts';
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { directoryOf, resolveFile } from '../paths.ts';
import { nonEmptyLines, readText } from '../read-text.ts';

/**
 * Images that a list names, each once. Lines are paths relative to the list, to one of the bases or to the root, or
 * absolute on another machine.
 */
export function readImageList(
  index: FolderIndex,
  list: IndexedFile,
  bases: readonly string[],
  problems: DatasetProblem[],
): IndexedFile[] {
  const file = list.file;
  const found = new Map<string, IndexedFile>();
  let repeats = 0;
  for (const { line, text } of nonEmptyLines(readText(index.root, file))) {
    const image = resolveFile(index, text, [directoryOf(list.id), ...bases, '']);
    if (!image) {
      const message = `"${text}" is not in this folder; left out.`;
      problems.push({ code: 'split-unknown-image', severity: 'error', message, file, line });
    } else if (found.has(image.id)) repeats++;
    else found.set(image.id, image);
  }
  if (repeats > 0) {
    const message = `${repeats} lines repeat an image; each image is used once.`;
    problems.push({ code: 'image-duplicate', severity: 'note', message, file });
  }
  return [...found.values()];
}
