// Makes sure that there is a browser for the end-to-end tests: found, or installed where that is possible.
import { existsSync } from 'node:fs';
import { lastLines, runCommand } from '../process/run-command.mjs';
import { findBrowser } from '../setup/find-browser.mjs';
import { SetupError } from '../setup/setup-error.mjs';

const APT = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];
const PACKAGES = ['chromium', 'fonts-dejavu-core'];
const HINT = 'Install one: npx playwright install chromium, or on Debian: sudo apt install chromium';

async function installWithApt({ signal, report }) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  report('installing Debian’s chromium');
  await runCommand('apt-get', ['update', ...APT], { signal, env });
  const args = ['install', '-y', '--no-install-recommends', ...APT, ...PACKAGES];
  const { code, stderr } = await runCommand('apt-get', args, { signal, env });
  if (code !== 0) throw new SetupError(`apt-get could not install chromium:\n${lastLines(stderr, 5)}`, HINT);
}

/**
 * @param {{signal?: AbortSignal, report: (text: string) => void}} options
 * @returns {Promise<string>} path of the browser's executable
 * @throws SetupError where there is none and none could be installed
 */
export async function requireBrowser({ signal, report }) {
  const present = findBrowser();
  if (present) return present;
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!canInstall) throw new SetupError('There is no Chromium for the end-to-end tests.', HINT);
  await installWithApt({ signal, report });
  const installed = findBrowser();
  if (installed) return installed;
  throw new SetupError('apt-get installed chromium, but it is not on the PATH.', HINT);
}
