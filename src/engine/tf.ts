// The only import of TensorFlow.js: the rest of the engine takes it from here. (The backends register themselves.)
import * as tf from '@tensorflow/tfjs';

export { tf };
export type Tensor = tf.Tensor;
export type Tensor1D = tf.Tensor1D;
export type Tensor2D = tf.Tensor2D;
export type Tensor3D = tf.Tensor3D;
export type Tensor4D = tf.Tensor4D;
export type Scalar = tf.Scalar;

/** Runs a kernel registered under `name` for the current backend, recorded for gradients. */
export function runKernel(name: string, inputs: Record<string, Tensor>, attributes: object): Tensor[] {
  const result: Tensor | Tensor[] = tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap);
  return Array.isArray(result) ? result : [result];
}
