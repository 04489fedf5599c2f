// Reads a Darknet folder: a .data file that points to list files and class names.
import type { DatasetProblem } from '../../../contract/dataset.ts';
import { UserError } from '../../../core/user-error.ts';
import { findClassFile, readClassNames } from '../class-file.ts';
import type { FolderIndex, IndexedFile } from '../folder-index.ts';
import { directoryOf, resolveFile } from '../paths.ts';
import type { RawDataset, ReadContext } from '../raw-dataset.ts';
import { nonEmptyLines, readText } from '../read-text.ts';
import { readLabels, type ListedImage } from '../yolo/label-files.ts';
import { readImageList } from '../yolo/list-files.ts';

/** The .data file, at the root or a folder or two down. */
export function findDarknetData(index: FolderIndex): IndexedFile | undefined {
  return index.files.find(({ id }) => /\.data$/i.test(id) && id.split('/').length <= 3);
}

const SPLIT_KEYS = new Map([
  ['train', 'train'],
  ['valid', 'val'],
  ['val', 'val'],
  ['test', 'test'],
]);

/** Reads labels, splits and classes as written. */
export async function readDarknet(context: ReadContext): Promise<RawDataset> {
  const { index } = context;
  const problems: DatasetProblem[] = [];
  const data = findDarknetData(index);
  if (!data) throw new Error('readDarknet needs a .data file'); // the detector has seen to it
  const options = parseData(readText(index.root, data.file));
  const bases = [...new Set([directoryOf(data.id), ''])];
  const classes = readClasses(index, data, options, bases);
  const listed: ListedImage[] = [];
  for (const [key, split] of SPLIT_KEYS) {
    const path = options.get(key);
    if (path === undefined) continue;
    const list = resolveFile(index, path, bases);
    if (!list) throw missingError(data.file, key, path);
    const images = readImageList(index, list, bases, problems);
    for (const image of images) listed.push({ image, split });
  }
  if (![...SPLIT_KEYS.keys()].some((key) => options.has(key))) throw missingError(data.file, 'train', '');
  const labels = await readLabels(listed, context, { classes, keypointColumns: 0 });
  return { format: 'darknet', classes, images: labels.images, problems: [...problems, ...labels.problems] };
}

/** `key = value` lines; # and ; begin a comment. */
function parseData(text: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const { text: line } of nonEmptyLines(text)) {
    const match = /^([^#;=]+)=(.*)$/.exec(line);
    if (match) options.set(match[1]!.trim().toLowerCase(), match[2]!.trim());
  }
  return options;
}

function readClasses(
  index: FolderIndex,
  data: IndexedFile,
  options: ReadonlyMap<string, string>,
  bases: readonly string[],
): string[] {
  const stated = options.get('names') ?? options.get('labels');
  const file = stated === undefined ? findClassFile(index) : resolveFile(index, stated, bases)?.file;
  if (file === undefined) throw missingError(data.file, 'names', stated ?? '');
  const classes = readClassNames(index.root, file);
  const count = options.get('classes');
  if (count !== undefined && Number(count) !== classes.length) {
    throw new UserError({
      code: 'classes-differ',
      message: `${data.file}: classes says ${count}, ${file} lists ${classes.length} names.`,
      hint: 'Correct one of the two; the class ids in the labels count from 0 in the order of the names.',
    });
  }
  return classes;
}

function missingError(file: string, key: string, path: string): UserError {
  return new UserError({
    code: 'dataset-path-missing',
    message: path
      ? `${file}: ${key} is "${path}", which is not in this folder.`
      : `${file} has no line "${key} = ...".`,
    hint: 'Correct the path. If the files lie elsewhere, open the folder that holds both them and the .data file.',
  });
}
