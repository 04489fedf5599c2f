// tfjs' Transform (tf.image.transform) on its JavaScript backend stops after the first image of a batch.
import { tf, type Tensor2D, type Tensor4D } from '../tf.ts';
import { replaceKernel } from './register-kernel.ts';

interface TransformAttributes {
  readonly interpolation: 'nearest' | 'bilinear';
  readonly fillMode: 'reflect' | 'wrap' | 'constant' | 'nearest';
  readonly fillValue: number;
  readonly outputShape?: [number, number];
}

/** Replaces the kernel by one that gives the original one image at a time. */
export function repairCpuTransform(): void {
  replaceKernel('cpu', tf.Transform, (original) => (call) => {
    const { image, transforms } = call.inputs as { image: Tensor4D; transforms: Tensor2D };
    const batch = image.shape[0];
    if (batch === 1) return original(call);
    const { interpolation, fillMode, fillValue, outputShape } = call.attrs as unknown as TransformAttributes;
    return tf.tidy(() => {
      const maps = transforms.shape[0] === 1 ? null : tf.split<Tensor2D>(transforms, batch);
      const transformed = tf
        .split<Tensor4D>(image, batch)
        .map((one, i) =>
          tf.image.transform(one, maps?.[i] ?? transforms, interpolation, fillMode, fillValue, outputShape),
        );
      return tf.concat(transformed);
    });
  });
}
