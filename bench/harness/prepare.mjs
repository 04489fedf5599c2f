// What the benchmarks need: our side bundled, the peers installed in a Python environment of their own.
import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { cacheFolder } from '../../scripts/engine/locate.mjs';
import { requirePython } from '../../scripts/engine/find-python.mjs';
import { runCommand, lastLines } from '../../scripts/process/run-command.mjs';
import { repositoryRoot } from '../../scripts/process/repository.mjs';

const folder = (name) => join(repositoryRoot, 'bench', name);

/** Bundles bench/ours. @returns {Promise<string>} the folder with a .js file for each .ts file */
export async function buildOurs() {
  const outDir = join(repositoryRoot, 'out', 'bench');
  const files = (await readdir(folder('ours'))).filter((name) => name.endsWith('.ts'));
  await build({
    configFile: false,
    logLevel: 'warn',
    root: repositoryRoot,
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(files.map((name) => [name.slice(0, -3), join(folder('ours'), name)])),
      },
    },
  });
  return outDir;
}

async function run(command, args, what) {
  const { code, stderr } = await runCommand(command, args);
  if (code !== 0) throw new Error(`${what} failed:\n${lastLines(stderr, 8)}`);
}

/**
 * The peers' environment, made again when its requirements changed.
 * @param {(text: string) => void} report
 * @returns {Promise<string>} path of its Python
 */
export async function requirePeers(report) {
  const requirements = join(folder('peers'), 'requirements.txt');
  const environment = join(cacheFolder(), 'bench-python');
  const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = join(environment, 'requirements.txt');
  const wanted = await readFile(requirements, 'utf8');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return python;
  report('installing the peers (PyTorch, pycocotools, ...) into an environment of their own; about 6 GB');
  await mkdir(cacheFolder(), { recursive: true });
  const { command } = await requirePython();
  await run(command, ['-m', 'venv', '--clear', environment], 'Making the Python environment');
  await run(
    python,
    ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--requirement', requirements],
    'Installing the peers',
  );
  await cp(requirements, stamp);
  return python;
}
