// Where the repository is, and how to run a program of one of its npm packages.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Folder of an installed npm package (it need not exist). */
export function packageFolder(name) {
  return join(repositoryRoot, 'node_modules', ...name.split('/'));
}

/** A package's package.json, or undefined where it is not installed. */
export function readPackage(name) {
  try {
    return JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Path of a package's command as a JavaScript file, to be run with this Node (the same on every platform).
 * @throws Error where the package is not installed
 */
export function packageCommand(packageName, command = packageName) {
  const manifest = readPackage(packageName);
  if (!manifest) throw new Error(`the npm package ${packageName} is not installed; run: npm run setup`);
  const entry = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  return join(packageFolder(packageName), entry);
}
