// The TensorFlow backend: libtensorflow through tfjs-node-gpu's binding, which the caller has loaded.
import { registerTensorflowKernels } from '../kernels/tensorflow-kernels.ts';
import { tf } from '../tf.ts';

/** Registers the backend `tensorflow` around a loaded native binding (tfjs_binding.node) and makes it current. */
export async function startTensorflow(binding: unknown): Promise<void> {
  await import('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js');
  const { NodeJSKernelBackend } = await import('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js');
  type Binding = ConstructorParameters<typeof NodeJSKernelBackend>[0];
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding as Binding, 'tfjs-node-gpu'));
  registerTensorflowKernels();
  if (!(await tf.setBackend('tensorflow'))) throw new Error('The TensorFlow backend did not start.');
}

/** True when the native library has placed the backend on a GPU. */
export function tensorflowUsesGpu(): boolean {
  return (tf.backend() as unknown as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}
