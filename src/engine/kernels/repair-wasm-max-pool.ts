// tfjs' gradient of max pooling on WebAssembly looks for a maximum above 0: windows of negative numbers get none right.
import { tf, type Tensor4D } from '../tf.ts';
import { replaceKernel } from './register-kernel.ts';

/** Numbers below this count as not positive; far under anything that an activation tells apart. */
const SMALLEST = 1e-30;

/**
 * Replaces the kernel by one that gives the original only positive maxima: windows with a positive maximum as they are,
 * and the others as -1 / x, which is positive and keeps the order of negative numbers. To be called before the backend starts.
 */
export function repairWasmMaxPool(): void {
  replaceKernel('wasm', tf.MaxPoolGrad, (original) => (call) => {
    const { dy, input, output } = call.inputs as Record<'dy' | 'input' | 'output', Tensor4D>;
    const gradient = (ofWindows: Tensor4D, values: Tensor4D) =>
      tf
        .engine()
        .makeTensorFromTensorInfo(
          [original({ ...call, inputs: { ...call.inputs, dy: ofWindows, input: values } })].flat()[0]!,
        );
    return tf.tidy(() => {
      const positive = tf.cast(tf.greater(output, SMALLEST), 'float32');
      const mirrored = tf.div<Tensor4D>(-1, tf.minimum(input, -SMALLEST));
      return tf.add(
        gradient(tf.mul(dy, positive), input),
        gradient(tf.mul(dy, tf.sub(1, positive)), mirrored),
      );
    });
  });
}
