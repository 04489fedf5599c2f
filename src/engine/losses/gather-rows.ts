// Chosen rows of a matrix, with a gradient that every backend has the kernels for.
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../tf.ts';

/** x [R, K] at `rows` [N] int32, each row at most once, as [N, K]. */
export function gatherRows(x: Tensor2D, rows: Tensor1D): Tensor2D {
  const gather = tf.customGrad((input) => ({
    value: tf.gather(input as Tensor2D, rows),
    gradFunc: (dy: Tensor) => tf.scatterND(tf.expandDims(rows, 1), dy, (input as Tensor2D).shape),
  }));
  return gather(x) as Tensor2D;
}
