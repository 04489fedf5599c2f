// Doctor's look at the app's own parts: npm packages, image library, Electron, browser, cache folder.
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../engine/locate.mjs';
import { repositoryRoot } from '../process/repository.mjs';
import { runCommand, lastLines } from '../process/run-command.mjs';
import { findBrowser } from '../setup/find-browser.mjs';
import { findElectronBinary } from '../setup/find-electron.mjs';
import { npmPackagesAreInstalled } from '../setup/npm-packages.mjs';
import { formatBytes } from '../terminal/format.mjs';

/** @typedef {import('./check-machine.mjs').Finding} Finding */

/** @returns {Finding} */
export function checkNpmPackages() {
  const name = 'npm packages';
  if (npmPackagesAreInstalled()) return { name, state: 'ok', detail: 'installed, as package-lock.json says' };
  const detail = existsSync(join(repositoryRoot, 'node_modules'))
    ? 'not those that package-lock.json names'
    : 'not installed';
  return { name, state: 'missing', detail, improve: 'npm run setup' };
}

/** @returns {Promise<Finding>} */
export async function checkSharp() {
  const name = 'sharp (images)';
  const script = 'const s = require("sharp"); console.log(s.versions.sharp + ", libvips " + s.versions.vips)';
  const { code, stdout, stderr } = await runCommand(process.execPath, ['-e', script], {
    cwd: repositoryRoot,
  });
  if (code === 0) return { name, state: 'ok', detail: stdout.trim() };
  const reason =
    lastLines(stderr, 20)
      .split('\n')
      .find((line) => line.startsWith('Error')) ?? 'does not load';
  return { name, state: 'missing', detail: reason, improve: 'npm run setup' };
}

/** @returns {Finding} */
export function checkElectron() {
  const path = findElectronBinary();
  if (path) return { name: 'Electron', state: 'ok', detail: path };
  return {
    name: 'Electron',
    state: 'optional',
    detail: 'its binary is not here; the same app opens in a browser',
    improve: 'npx install-electron',
  };
}

/** @returns {Finding} */
export function checkBrowser() {
  const path = findBrowser();
  if (path) return { name: 'Browser for tests', state: 'ok', detail: path };
  return {
    name: 'Browser for tests',
    state: 'optional',
    detail: 'no Chromium; only the end-to-end tests need it',
    improve: 'npx playwright install chromium, or: sudo apt install chromium',
  };
}

async function folderBytes(folder) {
  let bytes = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    bytes += await stat(join(entry.parentPath ?? entry.path, entry.name)).then(
      (s) => s.size,
      () => 0,
    );
  }
  return bytes;
}

/** @returns {Promise<Finding>} */
export async function checkCacheFolder() {
  const folder = cacheFolder();
  const size = existsSync(folder) ? formatBytes(await folderBytes(folder)) : 'not there yet';
  return { name: 'Cache folder', state: 'ok', detail: `${folder} (${size})` };
}
