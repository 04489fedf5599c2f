// tfjs' minimum and maximum on WebAssembly take a hundred times as long where shapes differ as where they are the same.
import { tf, type Tensor } from '../tf.ts';
import { replaceKernel } from './register-kernel.ts';

/** Replaces both kernels: inputs of another shape than the result's are spread out first. To be called before the backend starts. */
export function repairWasmMinMax(): void {
  for (const name of [tf.Minimum, tf.Maximum])
    replaceKernel('wasm', name, (original) => (call) => {
      const { a, b } = call.inputs as Record<'a' | 'b', Tensor>;
      const shape = tf.backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
      const size = tf.util.sizeFromShape(shape);
      if (a.dtype !== 'float32' || (a.size === size && b.size === size)) return original(call);
      // Multiplication spreads fast. (Adding 0 would turn -0 into 0.)
      const ones = tf.ones(shape);
      const wide = [a, b].map((x) => tf.mul(x, ones));
      try {
        return original({ ...call, inputs: { a: wide[0]!, b: wide[1]! } });
      } finally {
        tf.dispose([ones, ...wide]);
      }
    });
}
