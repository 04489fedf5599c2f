// Builds one engine: wheels, libraries, binding, load test; complete at its place or not there at all.
import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileBinding } from './compile-binding.mjs';
import { EngineFailure } from './engine-failure.mjs';
import { fetchWheel, hashFile } from './fetch-wheel.mjs';
import { cacheFolder, engineFolder, engineKey, enginesFolder } from './locate.mjs';
import { testBinding } from './test-binding.mjs';
import { unpackWheel } from './unpack-wheel.mjs';
import { RUNTIME_FORMAT, TENSORFLOW_VERSION, TFJS_NODE_GPU_VERSION } from './versions.mjs';
import { formatBytes } from '../terminal/format.mjs';

const BINDING = 'binding/tfjs_binding.node';
const LIBRARIES = 'site-packages/tensorflow';
const SPARE_BYTES = 100_000_000;

/**
 * @typedef {{step: string, done: number, total: number, unit: string, message: string}} EngineProgress
 * @typedef {{plan: {wheels: import('./wheels.mjs').Wheel[], unpackedBytes: number}, variant: 'cpu' | 'gpu',
 *   python: {command: string}, compiler: {command: string, args: string[]},
 *   signal?: AbortSignal, report: (progress: EngineProgress) => void}} BuildOptions
 */

async function requireSpace(neededBytes) {
  const { bavail, bsize } = await statfs(cacheFolder());
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new EngineFailure(
    'space',
    `The native engine needs ${formatBytes(neededBytes)} in ${cacheFolder()}; ${formatBytes(freeBytes)} are free.`,
    'Free some space, or set BOXWRIGHT_CACHE to a folder on another disk.',
  );
}

/** Removes what killed set-ups of this engine left; called while holding its lock. */
async function removeLeftovers(key) {
  for (const name of await readdir(enginesFolder())) {
    if (name.startsWith(`${key}.staging-`) || name.startsWith(`${key}.old-`)) {
      await rm(join(enginesFolder(), name), { recursive: true, force: true });
    }
  }
}

/** Downloads all wheels, with one progress over their sum. */
async function fetchWheels({ plan, python, signal, report }, downloads) {
  const total = plan.wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
  const message =
    plan.wheels.length === 1 ? 'downloading libtensorflow' : 'downloading libtensorflow and CUDA';
  const paths = [];
  let before = 0;
  for (const wheel of plan.wheels) {
    const onProgress = (done) =>
      report({ step: 'download', done: before + done, total, unit: 'bytes', message });
    report({ step: 'resolve', done: 0, total: 1, unit: 'answers', message: 'asking pip for its index' });
    paths.push(await fetchWheel(python.command, wheel, { folder: downloads, signal, onProgress }));
    before += wheel.bytes;
  }
  return paths;
}

async function unpackWheels({ plan, python, signal, report }, paths, sitePackages) {
  const sha256 = {};
  let before = 0;
  for (const [index, wheel] of plan.wheels.entries()) {
    let size = 0;
    const onProgress = (done, total) => {
      size = total;
      const bytes = { done: before + done, total: plan.unpackedBytes, unit: 'bytes' };
      report({ step: 'unpack', ...bytes, message: 'unpacking libtensorflow' });
    };
    const { members } = wheel;
    const files = await unpackWheel(python.command, paths[index], {
      members,
      folder: sitePackages,
      signal,
      onProgress,
    });
    Object.assign(sha256, files);
    before += size;
  }
  return sha256;
}

/** Compiles, tries and describes the engine in the staging folder; runtime.json comes last. */
async function finishStaging({ variant, compiler, signal, report }, staging, unpacked) {
  const bindingPath = join(staging, BINDING);
  report({
    step: 'compile',
    done: 0,
    total: 1,
    unit: 'binding',
    message: `compiling the binding with ${compiler.command}`,
  });
  await compileBinding(compiler, { libraries: join(staging, LIBRARIES), output: bindingPath, signal });
  report({ step: 'load', done: 0, total: 1, unit: 'binding', message: 'trying it' });
  const result = await testBinding(bindingPath, signal);
  if (!result.ok) {
    throw new EngineFailure(
      'load',
      `The built engine does not load: ${result.message}`,
      'npm run doctor shows what is there; npm run setup -- --retry-engine tries again.',
    );
  }
  const sha256 = { [BINDING]: await hashFile(bindingPath) };
  for (const [path, hash] of Object.entries(unpacked)) {
    if (!path.includes('/include/')) sha256[`site-packages/${path}`] = hash;
  }
  const runtime = {
    format: RUNTIME_FORMAT,
    tensorflow: TENSORFLOW_VERSION,
    variant,
    platform: process.platform,
    arch: process.arch,
    tfjsNodeGpu: TFJS_NODE_GPU_VERSION,
    binding: BINDING,
    libraries: LIBRARIES,
    builtAt: new Date().toISOString(),
    sha256,
  };
  await writeFile(join(staging, 'runtime.json'), `${JSON.stringify(runtime, null, 2)}\n`);
  return result;
}

/** Puts the finished folder at its place, in front of whatever incomplete one was there. */
async function moveIntoPlace(staging, variant) {
  const target = engineFolder(variant);
  const old = `${target}.old-${process.pid}`;
  await rename(target, old).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(staging, target);
  await rm(old, { recursive: true, force: true });
}

/**
 * Builds the engine; the caller holds its lock.
 * @param {BuildOptions} options
 * @returns {Promise<{usesGpu: boolean}>}
 * @throws EngineFailure, AbortError; a partial download stays for the next time
 */
export async function buildEngine(options) {
  const { plan, variant } = options;
  const key = engineKey(variant);
  const downloads = join(cacheFolder(), 'downloads');
  const staging = join(enginesFolder(), `${key}.staging-${process.pid}`);
  await mkdir(downloads, { recursive: true });
  await removeLeftovers(key);
  const wheelBytes = plan.wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
  await requireSpace(wheelBytes + plan.unpackedBytes + SPARE_BYTES);
  try {
    const wheels = await fetchWheels(options, downloads);
    const unpacked = await unpackWheels(options, wheels, join(staging, 'site-packages'));
    const result = await finishStaging(options, staging, unpacked);
    await moveIntoPlace(staging, variant);
    for (const path of wheels) await rm(path, { force: true });
    return result;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
