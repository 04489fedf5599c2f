// Chosen rows of a matrix, with a gradient that every backend has the kernels for.
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../tf.ts';

/** x [R, K] at `rows` [N] int32, each row at most once, as [N, K]. */
export function gatherRows(x: Tensor2D, rows: Tensor1D): Tensor2D {
  const { shape } = x;
  const gather = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([rows]);
    return {
      value: tf.gather(input as Tensor2D, rows),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) =>
        tf.scatterND(tf.expandDims(saved as Tensor1D, 1), dy, shape),
    };
  });
  return gather(x);
}
