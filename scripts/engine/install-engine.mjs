// Sets the native engine up if it is not: decides which, whether to try, and notes a failure instead of failing.
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildEngine } from './build-engine.mjs';
import { compileArguments } from './compile-binding.mjs';
import { listNvidiaGpus, nvidiaDriverIsLoaded } from './detect-gpu.mjs';
import {
  clearFailure,
  EngineFailure,
  readFailure,
  shouldTryAgain,
  waitsForNetwork,
  writeFailure,
} from './engine-failure.mjs';
import { requireCompiler } from './find-compiler.mjs';
import { requirePython } from './find-python.mjs';
import {
  cacheFolder,
  engineKey,
  enginesFolder,
  findRuntime,
  readRuntime,
  requestedEngine,
} from './locate.mjs';
import { RUNTIME_FORMAT } from './versions.mjs';
import { planWheels } from './wheels.mjs';
import { withLock } from '../process/lock.mjs';

/**
 * @typedef {object} EngineOutcome
 * @property {'off' | 'ready' | 'installed' | 'failed'} state
 * @property {ReturnType<typeof readRuntime>} [runtime] the engine that serves
 * @property {{step: string, message: string, hint: string}} [failure] why there is none, or not the better one
 * @property {boolean} [tried] whether the failure is of this run, not an earlier one's
 * @property {string} [note] something worth knowing
 */

/** Failures of the file system, in words; anything else that is thrown is a bug. */
function toEngineFailure(error) {
  if (error instanceof EngineFailure) return error;
  const where = `${cacheFolder()} (${error.code})`;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    return new EngineFailure(
      'space',
      `The disk is full: ${where}.`,
      'Free some disk space, then: npm run setup',
    );
  }
  // The code says little: Node answers ENOENT for a folder on a read-only file system.
  if (error.syscall && error.path?.startsWith(cacheFolder())) {
    return new EngineFailure(
      'cache',
      `The cache folder cannot be written: ${where}.`,
      'Set BOXWRIGHT_CACHE to a folder that can.',
    );
  }
  throw error;
}

function requirePlan(variant) {
  const plan = planWheels(variant);
  const usesGlibc = process.platform !== 'linux' || process.report.getReport().header.glibcVersionRuntime;
  if (plan && usesGlibc) return plan;
  const libc = usesGlibc ? '' : ' with musl';
  throw new EngineFailure(
    'platform',
    `There is no libtensorflow (${variant}) for ${process.platform}-${process.arch}${libc}.`,
    'WebAssembly serves on this platform.',
  );
}

/** What a build's result depends on: if it changes, a failed build is worth another try. */
function fingerprint(variant, plan, python, compiler) {
  const parts = [
    engineKey(variant),
    ...plan.wheels.map((wheel) => wheel.sha256),
    python.python,
    python.pip,
    compiler.version,
    ...compileArguments({ libraries: 'L', sources: ['S'], output: 'O' }),
    String(RUNTIME_FORMAT),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** Tries to set up one variant. */
async function installVariant(variant, options) {
  const { explicit, retry, signal, report } = options;
  const failure = readFailure();
  if (waitsForNetwork(failure) && !explicit && !retry) return { state: 'failed', failure };
  let inputs;
  try {
    const plan = requirePlan(variant);
    const python = await requirePython(signal);
    const compiler = await requireCompiler(signal);
    inputs = fingerprint(variant, plan, python, compiler);
    if (!retry && !shouldTryAgain(failure, inputs)) return { state: 'failed', failure };
    await mkdir(enginesFolder(), { recursive: true });
    const lock = join(enginesFolder(), `${engineKey(variant)}.lock`);
    const onWait = () =>
      report({
        step: 'wait',
        done: 0,
        total: 1,
        unit: 'set-ups',
        message: 'another set-up is at it; waiting',
      });
    const build = async () =>
      readRuntime(variant)
        ? undefined
        : await buildEngine({ plan, variant, python, compiler, signal, report });
    const result = await withLock(lock, build, { signal, onWait });
    await clearFailure();
    const note =
      variant === 'gpu' && result?.usesGpu === false ? 'TensorFlow found no GPU that it can use.' : undefined;
    return { state: 'installed', runtime: readRuntime(variant), note };
  } catch (error) {
    if (error?.name === 'AbortError') throw error;
    const noted = toEngineFailure(error);
    await writeFailure(noted, inputs);
    return { state: 'failed', failure: noted, tried: true };
  }
}

/** Whether set-up should bring CUDA: asked for, or an NVIDIA GPU is here and nothing else was asked for. */
async function wantsGpu(request, signal) {
  if (request !== 'auto') return request === 'gpu';
  return planWheels('gpu') !== undefined && (await listNvidiaGpus(signal)).length > 0;
}

/** What to say of an engine that is there: a GPU may have come since. */
function noteOnReady(runtime, request) {
  if (request !== 'auto' || runtime.variant === 'gpu' || !planWheels('gpu') || !nvidiaDriverIsLoaded())
    return {};
  return { note: 'An NVIDIA GPU is here; npm run setup fetches the engine that uses it.' };
}

/**
 * Never throws for a failed download or compilation: it returns `failed` and notes the reason in the cache.
 * @param {{explicit?: boolean, retry?: boolean, signal?: AbortSignal,
 *   report?: (progress: import('./build-engine.mjs').EngineProgress) => void}} [options]
 *   `explicit`: the person asked for set-up itself; `retry`: try again whatever failed before
 * @returns {Promise<EngineOutcome>}
 * @throws AbortError when cancelled
 */
export async function installEngine({ explicit = false, retry = false, signal, report = () => {} } = {}) {
  const request = requestedEngine();
  if (request === 'off') return { state: 'off' };
  const present = findRuntime(request);
  if (present && !(explicit && request === 'auto' && present.variant === 'cpu')) {
    return { state: 'ready', runtime: present, ...noteOnReady(present, request) };
  }
  const options = { explicit, retry, signal, report };
  const gpu = await wantsGpu(request, signal);
  if (present && !gpu) return { state: 'ready', runtime: present };
  const outcome = await installVariant(gpu ? 'gpu' : 'cpu', options);
  if (outcome.state !== 'failed' || !gpu || request === 'gpu') return outcome;
  // The GPU's engine could not be set up; the processor's is smaller and may.
  const fallback = present
    ? { state: 'ready', runtime: present }
    : await installVariant('cpu', { ...options, retry: true });
  const note = `The engine for the GPU is not set up: ${outcome.failure.message} ${outcome.failure.hint}`;
  return fallback.state === 'failed' ? fallback : { ...fallback, note };
}
