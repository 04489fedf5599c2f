// Brings one pinned wheel into the download folder: found there, continued, or fetched; always verified.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EngineFailure } from './engine-failure.mjs';
import { downloadWithPip, pipNetworkEnvironment, resolveWheel } from './pip.mjs';
import { runPythonScript } from './run-python-script.mjs';

/** SHA-256 of a file, in hexadecimal. */
export async function hashFile(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

/** A file in the folder that is this wheel, whatever put it there (a person may copy one in by hand). */
async function findDownloaded(folder, wheel) {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.whl')) continue;
    const path = join(folder, name);
    if ((await stat(path)).size !== wheel.bytes) continue;
    if ((await hashFile(path)) === wheel.sha256) return path;
  }
  return undefined;
}

function wrongFile(wheel, message) {
  return new EngineFailure(
    'download',
    `${wheel.requirement} is not the file that was pinned: ${message}.`,
    'The package index or something on the way changed the file. Use another index, then: npm run setup',
  );
}

function downloadFailure(wheel, { error, message }, partPath) {
  if (error === 'space')
    return new EngineFailure('space', message, 'Free some disk space, then: npm run setup');
  if (error === 'file') return new EngineFailure('cache', message, 'Make the cache folder writable.');
  if (error === 'hash') return wrongFile(wheel, message);
  return new EngineFailure(
    'download',
    `Downloading ${wheel.requirement} failed: ${message}`,
    `npm run setup continues where it stopped (${basename(partPath)}).`,
  );
}

async function viaPip(python, wheel, { folder, signal }) {
  const path = await downloadWithPip(python, wheel, { folder, signal });
  const sha256 = await hashFile(path);
  if (sha256 === wheel.sha256) return path;
  await rm(path, { force: true });
  throw wrongFile(wheel, `its SHA-256 is ${sha256}, expected ${wheel.sha256}`);
}

/**
 * @param {string} python command
 * @param {import('./wheels.mjs').Wheel} wheel
 * @param {{folder: string, signal?: AbortSignal, onProgress: (doneBytes: number) => void}} options
 * @returns {Promise<string>} path of the verified wheel
 * @throws EngineFailure
 */
export async function fetchWheel(python, wheel, { folder, signal, onProgress }) {
  const present = await findDownloaded(folder, wheel);
  if (present) return present;
  const resolved = await resolveWheel(python, wheel, { signal, scratchFolder: join(folder, 'unused') });
  if (!resolved) return viaPip(python, wheel, { folder, signal });
  if (resolved.sha256 && resolved.sha256 !== wheel.sha256) {
    throw wrongFile(wheel, `the index offers SHA-256 ${resolved.sha256}, expected ${wheel.sha256}`);
  }
  const target = join(folder, decodeURIComponent(basename(new URL(resolved.url).pathname)));
  const part = join(folder, `${wheel.sha256.slice(0, 16)}.part`);
  const result = await runPythonScript(
    python,
    'download.py',
    [resolved.url, part, target, wheel.sha256, String(wheel.bytes)],
    {
      signal,
      env: await pipNetworkEnvironment(python, signal),
      onProgress: (event) => onProgress(event.done),
    },
  );
  if (result.ok) return target;
  // `crash`: a pip that brings no HTTP client of its own.
  if (result.error === 'refused' || result.error === 'crash')
    return viaPip(python, wheel, { folder, signal });
  throw downloadFailure(wheel, result, part);
}
