// Installs the npm packages that package-lock.json names, unless they are there already.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../process/repository.mjs';
import { withLock } from '../process/lock.mjs';
import { lastLines, runCommand } from '../process/run-command.mjs';
import { formatCount } from '../terminal/format.mjs';
import { SetupError } from './setup-error.mjs';

/** Without a network, npm's own pauses would add up to minutes before it says so. */
const RETRIES = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=8000'];

/** Failures for so long before the first answer mean that there is no network. */
const PATIENCE_MILLISECONDS = 20_000;

function readLockedPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether what is installed (npm's own record of it) is what the lock file asks for.
 * Packages for other platforms may be missing.
 * @param {Record<string, {version?: string, optional?: boolean}>} wanted `packages` of package-lock.json
 * @param {Record<string, {version?: string}> | undefined} installed `packages` of node_modules/.package-lock.json
 */
export function packagesMatch(wanted, installed) {
  if (!installed) return false;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}

/** Whether node_modules is complete and up to date. */
export function npmPackagesAreInstalled() {
  const wanted = readLockedPackages(join(repositoryRoot, 'package-lock.json'));
  // npm writes this record last, and removes it first.
  const installed = readLockedPackages(join(repositoryRoot, 'node_modules', '.package-lock.json'));
  return wanted !== undefined && packagesMatch(wanted, installed);
}

/** A lock file for this checkout, outside of what it guards. */
export function checkoutLock(name) {
  const id = createHash('sha256').update(repositoryRoot).digest('hex').slice(0, 12);
  const user = process.getuid?.() ?? 'user';
  return join(tmpdir(), `boxwright-${user}-${id}-${name}.lock`);
}

/** The npm that belongs to this Node, as program and first arguments. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.[cm]?js$/.test(cli) && existsSync(cli)) return [process.execPath, cli];
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', 'npm.cmd'] : ['npm'];
}

function npmFailure({ code, stderr }) {
  if (code === 127) {
    return new SetupError('npm was not found.', 'npm comes with Node; install Node from nodejs.org.');
  }
  // npm may end with its whole usage; the reason stands at the beginning.
  const errors = stderr
    .split('\n')
    .filter((line) => /^npm error +\S/.test(line))
    .map((line) => line.slice('npm error '.length));
  const text = errors.length > 0 ? errors.slice(0, 12).join('\n') : lastLines(stderr);
  const offline = /ENOTFOUND|ETIMEDOUT|ECONNREFUSED|EAI_AGAIN|ECONNRESET|network/i.test(text);
  return new SetupError(
    `npm could not install the packages:\n${text}`,
    offline ? 'Check the network and npm’s registry and proxy settings (npm config list).' : undefined,
  );
}

/**
 * Follows npm's messages: the packages that it fetches, and a registry that does not answer.
 * @returns {{onLine: (line: string) => void, unreachable: AbortSignal}} the signal tells that nothing but failures came
 */
function followFetches(report) {
  const silent = new AbortController();
  let fetched = 0;
  let answered = false;
  let failingSince;
  const onLine = (line) => {
    const failure = /attempt \d+ failed with (\S+)/.exec(line);
    if (failure) {
      report(`the registry does not answer (${failure[1]}); trying again`);
      failingSince ??= Date.now();
      if (!answered && Date.now() - failingSince > PATIENCE_MILLISECONDS) silent.abort();
    } else if (line.includes('http fetch GET 200 ')) {
      answered = true;
      if (!/GET 200 \S+\.tgz/.test(line)) return;
      fetched++;
      report({ done: fetched, unit: 'packages', message: 'fetching' });
    }
  };
  return { onLine, unreachable: silent.signal };
}

/** @returns {Promise<Awaited<ReturnType<typeof runCommand>>>} */
async function npmCi(options, { signal, report }) {
  const [program, ...first] = npmCommand();
  const { onLine, unreachable } = followFetches(report);
  // At this level npm names each package that it fetches: that is the progress.
  const args = [...first, 'ci', '--loglevel=http', '--no-audit', '--no-fund', '--no-progress', ...options];
  try {
    return await runCommand(program, args, {
      cwd: repositoryRoot,
      signal: signal ? AbortSignal.any([signal, unreachable]) : unreachable,
      onStderr: onLine,
    });
  } catch (error) {
    if (signal?.aborted || !unreachable.aborted) throw error;
    return { code: 1, stderr: 'npm error network: the registry does not answer' };
  }
}

async function install(signal, report) {
  // The lock file pins versions and contents, so what npm has cached need not be asked for again.
  let result = await npmCi([...RETRIES, '--prefer-offline'], { signal, report });
  if (/code (ETARGET|ENOTCACHED)/.test(result.stderr)) result = await npmCi(RETRIES, { signal, report });
  if (result.code !== 0) throw npmFailure(result);
}

/**
 * @param {{signal?: AbortSignal, report: import('../terminal/steps.mjs').Report}} options
 * @returns {Promise<import('../terminal/steps.mjs').Outcome>}
 * @throws SetupError with npm's own last lines
 */
export async function ensureNpmPackages({ signal, report }) {
  if (npmPackagesAreInstalled()) return { state: 'unchanged', detail: 'installed' };
  return withLock(
    checkoutLock('npm'),
    async () => {
      if (npmPackagesAreInstalled()) return { state: 'unchanged', detail: 'installed' };
      report('installing');
      await install(signal, report);
      const installed = readLockedPackages(join(repositoryRoot, 'node_modules', '.package-lock.json')) ?? {};
      return { state: 'done', detail: `${formatCount(Object.keys(installed).length, 'package')} installed` };
    },
    { signal, onWait: () => report('another set-up is at it; waiting') },
  );
}
