// Doctor's look at the engines: what computes, what is missing for the native one, and which will be used.
import { findCompiler } from '../engine/find-compiler.mjs';
import { findPython } from '../engine/find-python.mjs';
import { readFailure } from '../engine/engine-failure.mjs';
import { findRuntime, requestedEngine } from '../engine/locate.mjs';
import { testBinding } from '../engine/test-binding.mjs';
import { readPackage } from '../process/repository.mjs';
import { formatSeconds } from '../terminal/format.mjs';

/** @typedef {import('./check-machine.mjs').Finding} Finding */

/** @returns {Promise<Finding>} */
export async function checkPython() {
  const name = 'Python';
  const python = await findPython();
  if (python?.pip) {
    return { name, state: 'ok', detail: `${python.python} with pip ${python.pip} (${python.command})` };
  }
  const detail = python ? `${python.python} without pip` : 'not found';
  const improve = python ? 'sudo apt install python3-pip' : 'sudo apt install python3 python3-pip';
  return { name, state: 'optional', detail: `${detail}; it fetches the native engine`, improve };
}

/** @returns {Promise<Finding>} */
export async function checkCompiler() {
  const name = 'C++ compiler';
  const compiler = await findCompiler();
  if (compiler) return { name, state: 'ok', detail: compiler.version };
  const improve = process.platform === 'darwin' ? 'xcode-select --install' : 'sudo apt install g++';
  return { name, state: 'optional', detail: 'not found; it builds the native engine', improve };
}

function describeMissing() {
  const failure = readFailure();
  if (!failure) return { detail: 'not set up', improve: 'npm run setup' };
  const costly = ['unpack', 'compile', 'load'].includes(failure.step);
  return {
    detail: `not set up: ${failure.message} ${failure.hint}`,
    improve: costly ? 'npm run setup -- --retry-engine' : 'npm run setup',
  };
}

/** @returns {Promise<Finding & {test?: object}>} */
export async function checkNativeEngine() {
  const name = 'Native engine';
  if (requestedEngine() === 'off') {
    return {
      name,
      state: 'optional',
      detail: 'switched off by BOXWRIGHT_ENGINE',
      improve: 'unset BOXWRIGHT_ENGINE',
    };
  }
  const runtime = findRuntime();
  if (!runtime) return { name, state: 'optional', ...describeMissing() };
  const version = `TensorFlow ${runtime.tensorflow}, ${runtime.variant}`;
  if (!readPackage('@tensorflow/tfjs-node-gpu')) {
    return {
      name,
      state: 'ok',
      detail: `${version} (not tried: npm packages are missing)`,
      improve: 'npm run setup',
    };
  }
  const test = await testBinding(runtime.bindingPath);
  if (!test.ok) {
    return {
      name,
      state: 'optional',
      detail: `${version}, but it does not load: ${test.message}`,
      improve: `delete ${runtime.folder}, then: npm run setup -- --retry-engine`,
      test,
    };
  }
  const device = test.usesGpu ? 'GPU' : 'processor';
  const detail = `${version}; loads and computes on the ${device} (${formatSeconds(test.milliseconds / 1000)})`;
  return { name, state: 'ok', detail, test };
}

/** @returns {Finding} */
export function checkWasm() {
  const name = 'WebAssembly';
  const manifest = readPackage('@tensorflow/tfjs-backend-wasm');
  if (manifest) return { name, state: 'ok', detail: `tfjs-backend-wasm ${manifest.version}` };
  return { name, state: 'missing', detail: 'its npm package is not installed', improve: 'npm run setup' };
}

/**
 * Which backend the app will use, and why.
 * @param {Finding & {test?: {ok: boolean, usesGpu?: boolean}}} native
 * @param {Finding} wasm
 */
export function chooseBackend(native, wasm) {
  if (native.test?.ok) {
    const where = native.test.usesGpu ? 'on the GPU' : 'on the processor';
    return { backend: 'tensorflow', why: `the native engine loads; it computes ${where}` };
  }
  const reason = native.detail.replace(/[.\s]+$/, '');
  if (wasm.state === 'ok') return { backend: 'wasm', why: `the native engine is out: ${reason}` };
  return { backend: undefined, why: 'npm packages are missing; every command installs them first' };
}
