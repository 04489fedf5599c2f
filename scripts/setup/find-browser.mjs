// Finds a Chromium for the browser tests: Playwright's own, else the system's.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

const require = createRequire(import.meta.url);

const SYSTEM_COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FIXED_PATHS = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
};

/** Where Playwright would put its Chromium; undefined where Playwright is not installed. */
function playwrightChromium() {
  try {
    return require('@playwright/test').chromium.executablePath();
  } catch {
    return undefined;
  }
}

/**
 * The first candidate that exists: what BOXWRIGHT_CHROMIUM names, Playwright's, then the system's.
 * @param {{env?: NodeJS.ProcessEnv, platform?: string, playwright?: string, exists?: (path: string) => boolean}} [world]
 * @returns {string | undefined} path of the executable
 */
export function findBrowser(world = {}) {
  const { env = process.env, platform = process.platform, exists = existsSync } = world;
  const playwright = 'playwright' in world ? world.playwright : playwrightChromium();
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const system = SYSTEM_COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  const candidates = [env.BOXWRIGHT_CHROMIUM, playwright, ...system, ...(FIXED_PATHS[platform] ?? [])];
  return candidates.find((path) => path && exists(path));
}
