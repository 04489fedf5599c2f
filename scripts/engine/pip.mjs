// Asks pip where a wheel is, so that the user's index, mirrors, proxies and certificates count.
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineFailure } from './engine-failure.mjs';
import { runCommand } from '../process/run-command.mjs';

/** Wheels of any Python version do: only their C libraries are used, and this version has them for every platform. */
const WHEELS_PYTHON = ['--python-version', '311', '--implementation', 'cp', '--abi', 'cp311'];
const NETWORK = ['--timeout', '15', '--retries', '2', '--no-input'];
const UNREACHABLE =
  /connection broken|NewConnectionError|timed out|ConnectTimeout|name resolution|ProxyError/i;

/** Settings of a person's pip that would make it refuse to look a wheel up. */
function pipEnvironment() {
  return { ...process.env, PIP_REQUIRE_VIRTUALENV: '0', PIP_USER: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
}

function selection(wheel) {
  const platforms = wheel.platformTags.flatMap((tag) => ['--platform', tag]);
  return ['--no-deps', '--only-binary=:all:', ...WHEELS_PYTHON, ...platforms, wheel.requirement];
}

function resolveFailure(wheel, stderr) {
  if (UNREACHABLE.test(stderr)) {
    return new EngineFailure(
      'resolve',
      `pip could not reach its package index for ${wheel.requirement}.`,
      'Check the network and pip’s index and proxy settings (pip config list), then: npm run setup',
    );
  }
  const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR:'));
  const reason = (errors.at(-1) ?? stderr.trim().split('\n').at(-1) ?? '').replace(/^ERROR: /, '');
  return new EngineFailure(
    'resolve',
    `pip found no ${wheel.requirement}: ${reason}`,
    'Check pip’s index settings (pip config list), then: npm run setup',
  );
}

/**
 * @param {import('./wheels.mjs').Wheel} wheel
 * @returns {Promise<{url: string, sha256: string | undefined} | undefined>} undefined where this pip is too old to tell (before 22.2)
 * @throws EngineFailure where the index has no such wheel or cannot be reached
 */
export async function resolveWheel(python, wheel, { signal, scratchFolder }) {
  // A target folder lets pip look up wheels of another Python; a dry run writes nothing there.
  const args = ['-m', 'pip', 'install', '--dry-run', '--report', '-', '--quiet', '--ignore-installed'];
  const { code, stdout, stderr } = await runCommand(
    python,
    [...args, ...NETWORK, '--target', scratchFolder, ...selection(wheel)],
    { signal, env: pipEnvironment() },
  );
  if (code !== 0 && /no such option/.test(stderr)) return undefined;
  if (code !== 0) throw resolveFailure(wheel, stderr);
  const info = JSON.parse(stdout.slice(stdout.indexOf('{'))).install[0].download_info;
  return { url: info.url, sha256: info.archive_info?.hashes?.sha256 ?? info.archive_info?.hash?.slice(7) };
}

/** Lets pip itself download a wheel: for an old pip, or a server that wants what only pip knows. */
export async function downloadWithPip(python, wheel, { signal, folder }) {
  const scratch = await mkdtemp(join(folder, 'pip-'));
  try {
    const { code, stderr } = await runCommand(
      python,
      ['-m', 'pip', 'download', '--quiet', ...NETWORK, '--dest', scratch, ...selection(wheel)],
      { signal, env: pipEnvironment() },
    );
    const file = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
    if (code !== 0 || !file) throw resolveFailure(wheel, stderr);
    await rename(join(scratch, file), join(folder, file));
    return join(folder, file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Certificate and proxy of pip's configuration files, as the environment variables that pip itself reads. */
export async function pipNetworkEnvironment(python, signal) {
  const { stdout } = await runCommand(python, ['-m', 'pip', 'config', 'list'], { signal });
  const setting = (name) => stdout.match(new RegExp(`^(?::env:|\\w+)\\.${name}='(.*)'$`, 'm'))?.[1];
  const cert = process.env.PIP_CERT ?? setting('cert');
  const proxy = process.env.PIP_PROXY ?? setting('proxy');
  return { ...process.env, ...(cert ? { PIP_CERT: cert } : {}), ...(proxy ? { PIP_PROXY: proxy } : {}) };
}
