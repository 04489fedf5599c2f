// Sub-folders of a folder, for choosing a dataset where there is no native dialog (a browser, a remote machine).
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FolderListing } from '../../contract/api.ts';
import { UserError } from '../../core/user-error.ts';

/** Sub-folders that are looked into for signs of a dataset; the others are listed without. */
const FOLDERS_LOOKED_INTO = 200;

/**
 * Lists sub-folders by name, hidden ones left out; never files. Any folder may be listed that the person who started the
 * server can read: whoever holds the server's token may open any of them as a dataset anyway.
 * @throws UserError when the folder is missing or may not be read
 */
export async function listFolders(path: string): Promise<FolderListing> {
  const absolute = resolve(path);
  const names = await readFolderNames(absolute);
  const folders = await Promise.all(
    names.map(async (name, index) => {
      const folder = join(absolute, name);
      const looksLikeDataset = index < FOLDERS_LOOKED_INTO && (await hasSignsOfDataset(folder));
      return { name, path: folder, looksLikeDataset };
    }),
  );
  const parent = dirname(absolute);
  return { path: absolute, parent: parent === absolute ? null : parent, folders };
}

async function readFolderNames(absolute: string): Promise<string[]> {
  try {
    const entries = await readdir(absolute, { withFileTypes: true });
    const names = await Promise.all(
      entries
        .filter(({ name }) => !name.startsWith('.'))
        .map(async (entry) => ((await isFolder(absolute, entry)) ? entry.name : null)),
    );
    return names.filter((name) => name !== null).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such folder',
      ENOTDIR: 'this is a file, expected a folder',
      EACCES: 'this folder may not be read',
      EPERM: 'this folder may not be read',
    };
    const reason = reasons[code ?? ''];
    if (reason === undefined) throw error;
    throw new UserError({ code: 'folder-unreadable', message: `${absolute}: ${reason}.` });
  }
}

/** A folder, or a link to one. */
async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(join(parent, entry.name)).then(
    (target) => target.isDirectory(),
    () => false, // A link that leads nowhere.
  );
}

/** A guess from names alone, without reading a file: VOC, YOLO, Darknet or COCO. */
async function hasSignsOfDataset(folder: string): Promise<boolean> {
  const entries = await readdir(folder).catch((): string[] => []);
  const names = new Set(entries.map((name) => name.toLowerCase()));
  const has = (...candidates: string[]) => candidates.every((candidate) => names.has(candidate));
  return (
    has('annotations', 'jpegimages') ||
    has('annotations', 'images') ||
    has('images', 'labels') ||
    has('data.yaml') ||
    has('data.yml') ||
    [...names].some((name) => name.endsWith('.data') || /(^|[._])(annotations|coco)\.json$/.test(name))
  );
}
