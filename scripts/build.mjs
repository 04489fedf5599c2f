// Builds the app into out/ where its sources changed; `node scripts/build.mjs` does it alone.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './process/lock.mjs';
import { packageCommand, repositoryRoot } from './process/repository.mjs';
import { lastLines, runCommand } from './process/run-command.mjs';
import { runEntry } from './setup/run-entry.mjs';
import { checkoutLock } from './setup/npm-packages.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { sourceStamp } from './setup/source-stamp.mjs';
import { createSteps } from './terminal/steps.mjs';

const OUTPUT = join(repositoryRoot, 'out');
const STAMP = 'build-stamp.json';
const WORK = join(repositoryRoot, 'node_modules', '.cache', 'boxwright');

async function isUpToDate(stamp) {
  try {
    return JSON.parse(await readFile(join(OUTPUT, STAMP), 'utf8')).sources === stamp;
  } catch {
    return false;
  }
}

/** Replaces each of the build's folders by its new one; without a stamp in between, so that half a swap counts as none. */
async function moveIntoPlace(output, work, stamp) {
  await mkdir(OUTPUT, { recursive: true });
  await rm(join(OUTPUT, STAMP), { force: true });
  for (const name of await readdir(output)) {
    const target = join(OUTPUT, name);
    if (existsSync(target)) await rename(target, join(work, `old-${name}`));
    await rename(join(output, name), target);
  }
  await writeFile(join(OUTPUT, STAMP), `${JSON.stringify({ sources: stamp })}\n`);
}

/** Builds beside and moves, so that a failed or cancelled build leaves the last one as it was. */
async function build(stamp, signal) {
  const work = join(WORK, `build-${randomBytes(4).toString('hex')}`);
  const output = join(work, 'out');
  const command = packageCommand('electron-vite');
  try {
    await mkdir(work, { recursive: true });
    const result = await runCommand(
      process.execPath,
      [command, 'build', '--logLevel', 'warn', '--outDir', output],
      { cwd: repositoryRoot, signal, env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' } },
    );
    if (result.code !== 0 || !existsSync(output)) {
      throw new SetupError(`The build failed:\n${lastLines(result.stdout + result.stderr, 40)}`);
    }
    await moveIntoPlace(output, work, stamp);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Builds the app if its sources changed since the last build.
 * @param {{signal?: AbortSignal, report?: import('./terminal/steps.mjs').Report}} [options]
 * @returns {Promise<import('./terminal/steps.mjs').Outcome>}
 * @throws SetupError with the build's own last lines
 */
export async function ensureBuilt({ signal, report = () => {} } = {}) {
  const unchanged = { state: 'unchanged', detail: 'up to date' };
  const stamp = await sourceStamp(repositoryRoot);
  if (await isUpToDate(stamp)) return unchanged;
  return withLock(
    checkoutLock('build'),
    async () => {
      if (await isUpToDate(stamp)) return unchanged;
      report('building');
      await build(stamp, signal);
      return { state: 'done', detail: 'built' };
    },
    { signal, onWait: () => report('another build is at it; waiting') },
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runEntry((signal) =>
    createSteps({ showUnchanged: true }).run('Build', (report) => ensureBuilt({ signal, report })),
  );
}
