// The WebAssembly backend, with the kernels that it lacks, and others for those that it has wrong or slow.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerPortableKernels } from '../kernels/portable-kernels.ts';
import { registerPublicGradients } from '../kernels/public-gradients.ts';
import { repairWasmAllocation } from '../kernels/repair-wasm-allocation.ts';
import { repairWasmMinMax } from '../kernels/repair-wasm-min-max.ts';
import { repairWasmMaxPool } from '../kernels/repair-wasm-max-pool.ts';
import { repairWasmSlice } from '../kernels/repair-wasm-slice.ts';
import { tf } from '../tf.ts';

/** Makes WebAssembly the current backend. @param binaries folder of the .wasm files, with a trailing slash. */
export async function startWasm(binaries: string): Promise<void> {
  setWasmPaths(binaries);
  registerPortableKernels('wasm');
  registerPublicGradients('wasm');
  repairWasmMaxPool();
  repairWasmMinMax();
  repairWasmSlice();
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend did not start.');
  await tf.ready();
  repairWasmAllocation();
}
