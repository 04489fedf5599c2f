// Loads a built binding in a process of its own, runs one convolution on it and prints what it found as JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A 3x3 kernel of ones over a 4x4 image of ones gives 9 at each of 4 places. */
const EXPECTED_SUM = 36;

async function loadAndCompute(bindingPath) {
  const started = Date.now();
  const tf = require('@tensorflow/tfjs');
  require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend');
  const bindings = require(bindingPath);
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(bindings, 'tfjs-node-gpu'));
  await tf.setBackend('tensorflow');
  const sum = tf.tidy(() => tf.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), 1, 'valid').sum());
  const [value] = await sum.data();
  if (value !== EXPECTED_SUM)
    throw new Error(`a convolution of ones gave ${value}, expected ${EXPECTED_SUM}`);
  return {
    ok: true,
    tensorflow: bindings.TF_Version,
    usesGpu: bindings.isUsingGpuDevice(),
    milliseconds: Date.now() - started,
  };
}

try {
  console.log(JSON.stringify(await loadAndCompute(process.argv[2])));
} catch (error) {
  console.log(JSON.stringify({ ok: false, message: String(error?.message ?? error) }));
  process.exitCode = 1;
}
