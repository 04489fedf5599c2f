// The WebAssembly backend, with the gradient kernel that it lacks.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerPortableKernels } from '../kernels/portable-kernels.ts';
import { tf } from '../tf.ts';

/** Makes WebAssembly the current backend. @param binaries folder of the .wasm files, with a trailing slash. */
export async function startWasm(binaries: string): Promise<void> {
  setWasmPaths(binaries);
  registerPortableKernels('wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend did not start.');
  await tf.ready();
}
