// The gradient of tfjs' nearest-neighbour enlargement on its JavaScript backend is wrong from the second image of a batch on.
import { tf, type Tensor4D } from '../tf.ts';
import { replaceKernel } from './register-kernel.ts';

/** Replaces the kernel by sums over blocks where the enlargement is by whole factors, as a network's is. */
export function repairCpuUpsample(): void {
  replaceKernel('cpu', tf.ResizeNearestNeighborGrad, (original) => (call) => {
    const { images, dy } = call.inputs as { images: Tensor4D; dy: Tensor4D };
    const [batch, height, width, channels] = images.shape;
    const [, rows, columns] = dy.shape;
    if (batch === 1 || rows % height !== 0 || columns % width !== 0) return original(call);
    return tf.tidy(() => {
      const blocks = tf.reshape(dy, [batch * height, rows / height, width, columns / width, channels]);
      return tf.reshape(tf.sum(blocks, [1, 3]), images.shape);
    });
  });
}
