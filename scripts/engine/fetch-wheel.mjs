// Brings one pinned wheel into the download folder: found there, continued, or fetched; always verified.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineFailure } from './engine-failure.mjs';
import {
  downloadArguments,
  downloadWithPip,
  lastComplaint,
  pipEnvironment,
  tellsOfUnreachableIndex,
} from './pip.mjs';
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

const CHECK_NETWORK =
  'Check the network and pip’s index and proxy settings (pip config list), then: npm run setup';

function wrongFile(wheel, message) {
  return new EngineFailure(
    'download',
    `${wheel.requirement} is not the file that was pinned: ${message}.`,
    'The package index or something on the way changed the file. Use another index, then: npm run setup',
  );
}

function unreachable(wheel) {
  return new EngineFailure(
    'resolve',
    `pip could not reach its package index for ${wheel.requirement}.`,
    CHECK_NETWORK,
  );
}

/** Words for what `fetch_wheel.py` could not do. */
function fetchFailure(wheel, { error, message, stderr }) {
  switch (error) {
    case 'space':
      return new EngineFailure(
        'space',
        `The disk is full: ${message}.`,
        'Free some space; npm run setup continues where it stopped.',
      );
    case 'file':
      return new EngineFailure('cache', message, 'Make the cache folder writable.');
    case 'hash':
      return wrongFile(wheel, message);
    case 'absent':
      if (tellsOfUnreachableIndex(stderr)) return unreachable(wheel);
      return new EngineFailure(
        'resolve',
        `pip found no ${wheel.requirement}: ${lastComplaint(stderr) || message}`,
        CHECK_NETWORK,
      );
    default:
      return new EngineFailure(
        'download',
        `Downloading ${wheel.requirement} broke off: ${message}`,
        'npm run setup continues where it stopped.',
      );
  }
}

/** The slow way, without resuming. */
async function viaPip(python, wheel, { folder, signal }) {
  const result = await downloadWithPip(python, wheel, { folder, signal });
  if ('message' in result) {
    throw result.unreachable ? unreachable(wheel) : fetchFailure(wheel, { error: 'network', ...result });
  }
  const sha256 = await hashFile(result.path);
  if (sha256 === wheel.sha256) return result.path;
  await rm(result.path, { force: true });
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
  const version = wheel.requirement.split('==')[1];
  const part = join(folder, `${wheel.sha256.slice(0, 16)}.part`);
  const args = [version, wheel.sha256, String(wheel.bytes), part, folder, ...downloadArguments(wheel)];
  const result = await runPythonScript(python, 'fetch_wheel.py', args, {
    signal,
    env: pipEnvironment(),
    onProgress: (event) => onProgress(event.done),
  });
  if (result.ok) return result.path;
  // `crash`: a pip whose parts have changed; `refused`: a server that the finder's session does not satisfy.
  if (result.error === 'refused' || result.error === 'crash')
    return viaPip(python, wheel, { folder, signal });
  throw fetchFailure(wheel, result);
}
