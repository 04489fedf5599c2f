// Chooses and starts the backend of a process: the native engine where it is set up, else WebAssembly.
import { createRequire } from 'node:module';
import { availableParallelism, constants } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { EngineStatus } from '../../contract/api.ts';
import type { BackendName } from '../../contract/recipe.ts';
import { UserError } from '../../core/user-error.ts';
import { startCpu } from '../../engine/backends/cpu.ts';
import { startTensorflow, tensorflowUsesGpu } from '../../engine/backends/tensorflow.ts';
import { startWasm, type ThreadedWasm } from '../../engine/backends/wasm.ts';
import { describeGpu } from '../../storage/native-engine/describe-gpu.ts';
import { findDamage } from '../../storage/native-engine/find-damage.ts';
import { findNativeEngine } from '../../storage/native-engine/find-native-engine.ts';
import { loadWasmThreads, wasmThreads } from './load-wasm-threads.ts';

const requireHere = createRequire(import.meta.url);

/** What would serve, from files alone: nothing is loaded, so that the server can ask. */
export function engineStatus(): EngineStatus {
  const native = findNativeEngine();
  const threads = availableParallelism();
  if (native.found)
    return {
      backend: 'tensorflow',
      label: `TensorFlow ${native.version}`,
      detail: native.variant === 'gpu' ? 'GPU' : `CPU, ${threads} threads`,
      reason: null,
      hint: null,
    };
  return {
    backend: 'wasm',
    label: 'WebAssembly',
    detail: processorThreads(wasmThreads()),
    reason: native.reason,
    hint: native.hint,
  };
}

const countThreads = (count: number) => (count === 1 ? '1 thread' : `${count} threads`);
const processorThreads = (count: number) => `CPU, ${countThreads(count)}`;

/** A started backend. */
export interface StartedEngine {
  readonly backend: BackendName;
  /** For example `TensorFlow 2.21.0, CPU`. */
  readonly description: string;
  /** What computes: the processor with its threads, or the GPU with its memory and compute capability. */
  readonly device: string;
  /** Why a faster one was not taken; null where nothing is faster. */
  readonly reason: string | null;
}

/**
 * Starts a backend in this process (once per process).
 * @throws UserError when a backend is asked for by name and cannot be had.
 */
export async function startEngine(wanted: BackendName | 'auto'): Promise<StartedEngine> {
  // oneDNN's convolutions are the faster ones on every processor; TensorFlow leaves them off on some.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // Else TensorFlow takes a GPU's whole memory at once, and the inspector beside a training finds none.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (wanted === 'cpu') {
    await startCpu();
    return { backend: 'cpu', description: 'plain JavaScript', device: processorThreads(1), reason: null };
  }
  let reason: string | null = wanted === 'wasm' ? 'WebAssembly was asked for.' : null;
  if (wanted !== 'wasm') {
    const native = findNativeEngine();
    if (native.found) {
      try {
        const damage = findDamage(native);
        if (damage !== null) throw new Error(damage);
        await startTensorflow(loadLibrary(join(native.folder, native.binding)));
        const device = tensorflowUsesGpu() ? describeGpu() : processorThreads(availableParallelism());
        return {
          backend: 'tensorflow',
          description: `TensorFlow ${native.version}, ${device}`,
          device,
          reason: null,
        };
      } catch (error) {
        const [detail] = (error instanceof Error ? error.message : String(error)).split('\n');
        reason = `The native engine does not load: ${detail}`;
      }
    } else reason = native.reason;
    if (wanted === 'tensorflow')
      throw new UserError({
        code: 'backend-unavailable',
        message: `The backend tensorflow cannot be had. ${reason}`,
        hint: native.found
          ? `Remove ${native.folder} and run \`npm run setup\`, which makes it anew.`
          : `Try: ${native.hint}`,
      });
  }
  const { threads, problem } = await startWasmThreads(wasmThreads());
  return {
    backend: 'wasm',
    description: `WebAssembly, ${countThreads(threads)}`,
    device: processorThreads(threads),
    reason: problem === null ? reason : `${reason} More threads do not start: ${problem}`,
  };
}

/** One thread where more cannot be had. */
async function startWasmThreads(wanted: number): Promise<{ threads: number; problem: string | null }> {
  const binary = requireHere.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm');
  if (wanted === 1) {
    await startWasm(dirname(binary) + sep);
    return { threads: 1, problem: null };
  }
  let threaded: ThreadedWasm;
  try {
    threaded = await loadWasmThreads(requireHere, binary, wanted);
  } catch (error) {
    return { ...(await startWasmThreads(1)), problem: String(error) };
  }
  await startWasm(threaded);
  return { threads: wanted, problem: null };
}

/**
 * Loads a native module with every symbol looked up at once: one that is missing is an error here, and ends the process
 * later. (Windows has no such choice, and looks at once.)
 */
function loadLibrary(path: string): unknown {
  const loaded = { exports: {} as unknown };
  const flags = (constants.dlopen as Partial<typeof constants.dlopen>).RTLD_NOW;
  if (flags === undefined) process.dlopen(loaded, path);
  else process.dlopen(loaded, path, flags);
  return loaded.exports;
}
