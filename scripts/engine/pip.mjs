// How pip is asked for a wheel, so that the user's index, mirrors, proxies and certificates count.
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.mjs';

/** Wheels of any Python version do: only their C libraries are used, and this version has them for every platform. */
const WHEELS_PYTHON = ['--python-version', '311', '--implementation', 'cp', '--abi', 'cp311'];
const BEHAVIOUR = ['--quiet', '--no-input', '--no-cache-dir', '--timeout', '15', '--retries', '1'];
const UNREACHABLE =
  /connection broken|NewConnectionError|timed out|ConnectTimeout|name resolution|ProxyError/i;

/** Settings of a person's pip that would make it refuse to look a wheel up. */
export function pipEnvironment() {
  return { ...process.env, PIP_REQUIRE_VIRTUALENV: '0', PIP_USER: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
}

/**
 * Arguments of pip's `download` command that choose this wheel, whatever Python and platform pip runs on.
 * @param {import('./wheels.mjs').Wheel} wheel
 */
export function downloadArguments(wheel) {
  const platforms = wheel.platformTags.flatMap((tag) => ['--platform', tag]);
  return [
    ...BEHAVIOUR,
    '--no-deps',
    '--only-binary=:all:',
    ...WHEELS_PYTHON,
    ...platforms,
    wheel.requirement,
  ];
}

/** Whether pip's messages tell of an index that cannot be reached. */
export function tellsOfUnreachableIndex(stderr) {
  return UNREACHABLE.test(stderr);
}

/** The last thing that pip complained of, without its level; empty if nothing. */
export function lastComplaint(stderr) {
  const complaints = stderr.split('\n').filter((line) => /^(ERROR|WARNING): /.test(line));
  return (complaints.at(-1) ?? stderr.trim().split('\n').at(-1)).replace(/^(ERROR|WARNING): /, '');
}

/**
 * Lets pip itself download a wheel: for a pip whose parts have changed, or a server that wants what only pip knows.
 * @returns {Promise<{path: string} | {message: string, unreachable: boolean}>}
 */
export async function downloadWithPip(python, wheel, { signal, folder }) {
  const scratch = await mkdtemp(join(folder, 'pip-'));
  try {
    const args = ['-m', 'pip', 'download', '--dest', scratch, ...downloadArguments(wheel)];
    const { code, stderr } = await runCommand(python, args, { signal, env: pipEnvironment() });
    const file = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
    if (code === 0 && file) {
      await rename(join(scratch, file), join(folder, file));
      return { path: join(folder, file) };
    }
    return { message: lastComplaint(stderr), unreachable: tellsOfUnreachableIndex(stderr) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
