// Parts of POSIX paths, and finding a path that was written on another machine inside this folder.
import type { FolderIndex, IndexedFile } from './folder-index.ts';

/** Directory part of a path, `''` for a path without one. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Last component of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path without its last extension. */
export function withoutExtension(path: string): string {
  return path.replace(/\.[^./]*$/, '');
}

/** Last component without its extension. */
export function stemOf(path: string): string {
  return withoutExtension(nameOf(path));
}

/** Forward slashes, without drive letter, `.` and inner `..`; leading `..` stay. */
function componentsOf(path: string): string[] {
  const components: string[] = [];
  for (const part of path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/, '')
    .split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && components.length > 0 && components.at(-1) !== '..') components.pop();
    else components.push(part);
  }
  return components;
}

/** Joins and simplifies; undefined when the result would lie outside the root. */
function within(base: string, path: string): string | undefined {
  const components = componentsOf(`${base}/${path}`);
  return components[0] === '..' ? undefined : components.join('/');
}

function isAbsolute(path: string): boolean {
  return /^([A-Za-z]:)?[\\/]/.test(path.trim());
}

/**
 * Finds what a path in a list or a configuration means inside this folder: relative to each base in turn, absolute
 * below the root, and finally by its tail, since such files are often written on another machine or for another
 * working directory (`/home/somebody/data/images/1.jpg`, `../train/images`).
 * @param look finds a path relative to the root, or returns undefined
 * @param bases directories relative to the root, the most likely first
 */
function resolveWith<T>(
  root: string,
  path: string,
  bases: readonly string[],
  look: (path: string) => T | undefined,
): T | undefined {
  if (!isAbsolute(path)) {
    for (const base of bases) {
      const candidate = within(base, path);
      const found = candidate === undefined ? undefined : look(candidate);
      if (found !== undefined) return found;
    }
  }
  const parts = componentsOf(path);
  const rootParts = componentsOf(root);
  const isBelowRoot = isAbsolute(path) && rootParts.every((part, i) => parts[i] === part);
  if (isBelowRoot) return look(parts.slice(rootParts.length).join('/'));
  for (let from = 0; from < parts.length; from++) {
    if (parts[from] === '..') continue;
    const tail = parts.slice(from).join('/');
    for (const base of bases) {
      const found = look(base ? `${base}/${tail}` : tail);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The file that a written path means inside this folder. */
export function resolveFile(
  index: FolderIndex,
  path: string,
  bases: readonly string[],
): IndexedFile | undefined {
  return resolveWith(index.root, path, bases, (candidate) => index.find(candidate));
}

/** The directory (its id, `''` for the root) that a written path means inside this folder. */
export function resolveDirectory(
  index: FolderIndex,
  path: string,
  bases: readonly string[],
): string | undefined {
  return resolveWith(index.root, path, bases, (candidate) => index.findDirectory(candidate));
}
