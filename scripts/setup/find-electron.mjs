// Finds an Electron that can open a window here, or says why there is none.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../process/repository.mjs';

const EXECUTABLE = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Whether a window can be opened: always on macOS and Windows, with a display server elsewhere. */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Path of Electron's binary (npm installs the package without it), or undefined. */
export function findElectronBinary(env = process.env) {
  const folder = packageFolder('electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile)
    ? readFileSync(pathFile, 'utf8').trim()
    : (EXECUTABLE[process.platform] ?? 'electron');
  const path = join(env.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist'), name);
  return existsSync(path) ? path : undefined;
}

/**
 * @returns {{path: string} | {reason: string}} the binary to start, or why a browser serves instead
 */
export function chooseElectron() {
  const path = findElectronBinary();
  if (!path) return { reason: 'Electron’s binary is not here (npx install-electron fetches it)' };
  if (!hasDisplay()) return { reason: 'there is no display for a window' };
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { reason: 'Electron’s sandbox does not run as root' };
  }
  return { path };
}
