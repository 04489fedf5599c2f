// Class names from a plain list file, one a line, where a dataset has one.
import { UserError } from '../../core/user-error.ts';
import type { FolderIndex } from './folder-index.ts';
import { nonEmptyLines, readText } from './read-text.ts';

const CLASS_FILES =
  /^(?:(?:data|labels|annotations)\/)?(?:classes\.txt|labels\.txt|predefined_classes\.txt|[^/]+\.names)$/i;

/** Class names in a list file. @throws {UserError} when it holds none */
export function readClassNames(root: string, file: string): string[] {
  const names = nonEmptyLines(readText(root, file)).map(({ text }) => text.normalize('NFC'));
  if (names.length === 0) {
    throw new UserError({
      code: 'classes-missing',
      message: `${file} holds no class names.`,
      hint: 'Write one class name a line, in the order of the class ids.',
    });
  }
  return names;
}

/** Path of a class list (`classes.txt`, `labels.txt`, `*.names`) at one of its usual places, or undefined. */
export function findClassFile(index: FolderIndex): string | undefined {
  return index.files.find(({ id }) => CLASS_FILES.test(id))?.file;
}
