// A list of all files below a dataset's root, made once, that finds paths however they are spelled.
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import { hasImageExtension } from '../images/sniff.ts';
import { mapConcurrent } from '../images/map-concurrent.ts';

/** One file: `id` in NFC for comparing, `file` as the file system spells it; both POSIX and relative to the root. */
export interface IndexedFile {
  readonly id: string;
  readonly file: string;
}

/** Look-ups over the files of a dataset's folder. */
export interface FolderIndex {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Sorted by id. */
  readonly files: readonly IndexedFile[];
  /** Files with an image extension, sorted by id. */
  readonly images: readonly IndexedFile[];
  /** Relative to the root, as the file system spells them; `''` is the root itself. */
  readonly directories: readonly string[];
  /** The file at a path relative to the root; NFC and NFD count alike, and case does where no exact file exists. */
  find(path: string): IndexedFile | undefined;
  /** Id of the directory at a path relative to the root, found like a file; `''` is the root itself. */
  findDirectory(path: string): string | undefined;
  /** Images in a directory and below it. */
  imagesUnder(directory: string): IndexedFile[];
}

/** Directories that hold no part of a dataset. */
const SKIPPED_DIRECTORIES = new Set(['__MACOSX', 'node_modules', '__pycache__']);

/**
 * Walks the folder. Hidden files and directories are passed over; links are followed, but never in a circle.
 * @throws {UserError} when the folder does not exist, is a file, is empty or may not be read
 */
export async function indexFolder(root: string, signal?: AbortSignal): Promise<FolderIndex> {
  await checkFolder(root);
  const files: IndexedFile[] = [];
  const directories: string[] = [''];
  const visited = new Set<string>();

  const walk = async (directory: string): Promise<void> => {
    signal?.throwIfAborted();
    const absolute = join(root, directory);
    const real = await realpath(absolute);
    if (visited.has(real)) return;
    visited.add(real);
    const entries = await readdir(absolute, { withFileTypes: true });
    const inner: string[] = [];
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = directory ? `${directory}/${entry.name}` : entry.name;
      const kind = entry.isSymbolicLink() ? await targetKind(join(root, path)) : entry;
      if (kind?.isFile()) files.push({ id: path.normalize('NFC'), file: path });
      else if (kind?.isDirectory() && !SKIPPED_DIRECTORIES.has(entry.name)) inner.push(path);
    }
    directories.push(...inner);
    await mapConcurrent(inner, walk);
  };

  await walk('').catch((error: unknown) => {
    if (!(error instanceof Error) || !/EACCES|EPERM/.test(error.message)) throw error;
    throw new UserError({
      code: 'dataset-unreadable',
      message: `A folder of the dataset may not be read: ${error.message}.`,
      hint: 'Check its permissions.',
    });
  });
  if (files.length === 0) {
    throw new UserError({
      code: 'dataset-empty',
      message: `${root} holds no files.`,
      hint: 'Open the folder that holds the images and their annotations.',
    });
  }
  return createIndex(root, files, directories);
}

async function checkFolder(root: string): Promise<void> {
  const found = await stat(root).catch(() => undefined);
  if (!found) {
    throw new UserError({
      code: 'dataset-not-found',
      message: `${root} does not exist.`,
      hint: 'Check the path; it may have been moved or renamed, or lie on a drive that is not connected.',
    });
  }
  if (!found.isDirectory()) {
    throw new UserError({
      code: 'dataset-not-a-folder',
      message: `${root} is a file; a dataset is a folder.`,
      hint: 'Open the folder that holds the file.',
    });
  }
}

async function targetKind(path: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
  return stat(path).catch(() => undefined); // a dangling link is as good as no file
}

/** Look-ups over files and directories, relative to the root. */
export function createIndex(root: string, files: IndexedFile[], directories: readonly string[]): FolderIndex {
  files.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.file < b.file ? -1 : 1));
  const images = files.filter(({ id }) => hasImageExtension(id));
  const exact = new Map<string, IndexedFile>();
  const folded = new Map<string, IndexedFile>();
  for (const file of files) {
    if (!exact.has(file.id)) exact.set(file.id, file);
    const lower = file.id.toLowerCase();
    if (!folded.has(lower)) folded.set(lower, file);
  }
  const exactDirectories = new Set(directories.map((directory) => directory.normalize('NFC')));
  const foldedDirectories = new Map([...exactDirectories].map((id) => [id.toLowerCase(), id]));
  return {
    root,
    files,
    images,
    directories,
    find: (path) => {
      const id = path.normalize('NFC');
      return exact.get(id) ?? folded.get(id.toLowerCase());
    },
    findDirectory: (path) => {
      const id = path.normalize('NFC').replace(/\/+$/, '');
      return exactDirectories.has(id) ? id : foldedDirectories.get(id.toLowerCase());
    },
    imagesUnder: (directory) =>
      directory === '' ? [...images] : images.filter(({ id }) => id.startsWith(`${directory}/`)),
  };
}
