// Registering the engine's own kernels for a backend.
import { tf, type Tensor } from '../tf.ts';

/** What a kernel is called with: tensors by name, undefined where the caller gave none. */
export type KernelInputs = Record<string, Tensor | undefined>;

type KernelFunction = tf.KernelConfig['kernelFunc'];

const registered = new Set<string>();

/** Registers one kernel, once per process; what it makes and does not return is disposed. */
export function registerKernel<A extends object>(
  backendName: string,
  kernelName: string,
  run: (inputs: KernelInputs, attributes: A) => Tensor | Tensor[],
): void {
  const key = `${backendName}/${kernelName}`;
  if (registered.has(key)) return;
  registered.add(key);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => run(inputs as Record<string, Tensor>, attrs as unknown as A)),
  });
}

/**
 * Puts another function in the place of a backend's own kernel, once per process.
 * @param replacement is given the original; it disposes what it makes and does not return
 */
export function replaceKernel(
  backendName: string,
  kernelName: string,
  replacement: (original: KernelFunction) => KernelFunction,
): void {
  const key = `${backendName}/${kernelName}`;
  if (registered.has(key)) return;
  registered.add(key);
  const config = tf.getKernel(kernelName, backendName);
  const run = replacement(config.kernelFunc);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...config, kernelFunc: run });
}
