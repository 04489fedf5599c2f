// Convolution with Darknet's symmetric padding, differentiable; each backend brings its three kernels.
import { runKernel, tf, type Tensor, type Tensor4D } from '../tf.ts';

/** Kernel names; inputs and attributes are those of the functions below. */
export const CONVOLUTION = 'BoxwrightConvolution';
export const CONVOLUTION_INPUT_GRADIENT = 'BoxwrightConvolutionInputGradient';
export const CONVOLUTION_FILTER_GRADIENT = 'BoxwrightConvolutionFilterGradient';

export interface ConvolutionAttributes {
  readonly stride: number;
  readonly pad: number;
  /** Index in the network, for the profile. */
  readonly layer?: number;
}

/** [B, H, W, C] with a filter [kh, kw, C, filters] to [B, (H + 2 pad - kh) / stride + 1, ..., filters]. */
export function convolve(x: Tensor4D, filter: Tensor4D, attributes: ConvolutionAttributes): Tensor4D {
  return runKernel(CONVOLUTION, { x, filter }, attributes)[0] as Tensor4D;
}

tf.registerGradient({
  kernelName: CONVOLUTION,
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = saved as [Tensor, Tensor];
    const output = dy as Tensor;
    // Lazy: the first layer's input gradient is never asked for, so never computed.
    return {
      x: () =>
        runKernel(
          CONVOLUTION_INPUT_GRADIENT,
          { dy: output, filter },
          { ...attributes, inputShape: x.shape },
        )[0]!,
      filter: () =>
        runKernel(
          CONVOLUTION_FILTER_GRADIENT,
          { x, dy: output },
          { ...attributes, filterShape: filter.shape },
        )[0]!,
    };
  },
});
