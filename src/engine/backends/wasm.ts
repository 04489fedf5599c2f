// The WebAssembly backend, with the kernels that it lacks, and others for those that it has wrong or slow.
import { BackendWasm, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerPortableKernels } from '../kernels/portable-kernels.ts';
import { registerPublicGradients } from '../kernels/public-gradients.ts';
import { repairWasmAllocation } from '../kernels/repair-wasm-allocation.ts';
import { repairWasmMinMax } from '../kernels/repair-wasm-min-max.ts';
import { repairWasmMaxPool } from '../kernels/repair-wasm-max-pool.ts';
import { repairWasmSlice } from '../kernels/repair-wasm-slice.ts';
import { tf } from '../tf.ts';

type BackendModule = ConstructorParameters<typeof BackendWasm>[0];

/** Emscripten's module, as far as it is used here. */
export interface WasmModule {
  cwrap(name: string, result: 'number' | null, inputs: 'number'[]): (...inputs: number[]) => number;
}

/** The module with threads, loaded. */
export interface ThreadedWasm {
  readonly module: WasmModule;
  readonly threads: number;
  /** To be called once the backend has started. */
  readonly settle: () => Promise<void>;
}

/**
 * Makes WebAssembly the current backend.
 * @param source the module with threads, or the folder of the .wasm files with a trailing slash, for one thread
 */
export async function startWasm(source: ThreadedWasm | string): Promise<void> {
  if (typeof source === 'string') setWasmPaths(source);
  else useThreads(source);
  registerPortableKernels('wasm');
  registerPublicGradients('wasm');
  repairWasmMaxPool();
  repairWasmMinMax();
  repairWasmSlice();
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend did not start.');
  await tf.ready();
  repairWasmAllocation();
  if (typeof source !== 'string') await source.settle();
}

/** Puts a backend on the module in the place of the one that tfjs would load. */
function useThreads({ module, threads }: ThreadedWasm): void {
  const call = (name: string, result: 'number' | null, inputs: number) =>
    module.cwrap(name, result, new Array<'number'>(inputs).fill('number'));
  const tfjs: BackendModule['tfjs'] = {
    init: call('init', null, 0),
    initWithThreadsCount: call('init_with_threads_count', null, 1),
    getThreadsCount: call('get_threads_count', 'number', 0),
    registerTensor: call('register_tensor', null, 3),
    disposeData: call('dispose_data', null, 1),
    dispose: call('dispose', null, 0),
  };
  setThreadsCount(threads);
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => new BackendWasm(Object.assign(module, { tfjs })));
}
