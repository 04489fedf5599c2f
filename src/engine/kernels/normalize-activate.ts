// Batch normalisation by the batch's own statistics followed by leaky ReLU, as one differentiable operation.
import { runKernel, tf, type Tensor, type Tensor1D, type Tensor4D } from '../tf.ts';

export const NORMALIZE_ACTIVATE = 'BoxwrightNormalizeActivate';
export const NORMALIZE_ACTIVATE_GRADIENT = 'BoxwrightNormalizeActivateGradient';

export interface NormalizeActivateAttributes {
  readonly epsilon: number;
  /** Slope below zero; 1 leaves the values as they are. */
  readonly slope: number;
  /** Index in the network, for the profile. */
  readonly layer?: number;
}

/**
 * y = leaky((x - mean) / sqrt(variance + epsilon) * scale + offset), statistics over all but the last axis.
 * @returns y [B, H, W, C], and the batch's mean and unbiased variance [C].
 */
export function normalizeActivate(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  attributes: NormalizeActivateAttributes,
): { y: Tensor4D; mean: Tensor1D; variance: Tensor1D } {
  const [y, mean, variance] = runKernel(NORMALIZE_ACTIVATE, { x, scale, offset }, attributes);
  return { y: y as Tensor4D, mean: mean as Tensor1D, variance: variance as Tensor1D };
}

tf.registerGradient({
  kernelName: NORMALIZE_ACTIVATE,
  inputsToSave: ['x', 'scale'],
  // y, mean, variance, then three reserves whose meaning is the backend's own.
  outputsToSave: [true, false, false, true, true, true],
  gradFunc: (dys, saved, attributes) => {
    const [x, scale, y, reserve1, reserve2, reserve3] = saved as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    // One kernel gives all three, so they are computed at once and not on demand.
    const [dx, dScale, dOffset] = runKernel(
      NORMALIZE_ACTIVATE_GRADIENT,
      { dy: (dys as Tensor[])[0]!, x, scale, y, reserve1, reserve2, reserve3 },
      attributes,
    );
    return { x: () => dx!, scale: () => dScale!, offset: () => dOffset! };
  },
});
