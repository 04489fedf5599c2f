// A fingerprint of everything that the build reads, to know whether it is up to date.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** What the build depends on: these folders, these files, and each tsconfig. */
const FOLDERS = ['src', 'resources'];
const FILES = ['electron.vite.config.ts', 'svelte.config.js', 'package.json', 'package-lock.json'];

/** Tests change no build. */
const IGNORED = /\.test\.[cm]?[jt]s$/;

async function listFiles(root) {
  const found = [];
  const top = await readdir(root);
  for (const name of top) {
    if (FILES.includes(name) || /^tsconfig.*\.json$/.test(name)) found.push(name);
  }
  for (const folder of FOLDERS.filter((name) => top.includes(name))) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || IGNORED.test(entry.name)) continue;
      const path = relative(root, join(entry.parentPath ?? entry.path, entry.name));
      found.push(path.split(sep).join('/'));
    }
  }
  return found.sort();
}

/**
 * SHA-256 over paths and contents: independent of times, so a fresh checkout of the same sources has the same stamp.
 * @param {string} root repository root
 */
export async function sourceStamp(root) {
  const hash = createHash('sha256');
  for (const path of await listFiles(root)) {
    const content = await readFile(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
