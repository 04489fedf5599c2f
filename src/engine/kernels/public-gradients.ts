// The gradients of tfjs' own convolutions that tfjs' WebAssembly backend has no kernels for.
import { tf, type Tensor4D } from '../tf.ts';
import {
  convolutionFilterGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  type Shape4D,
  type WindowPlaces,
} from './convolution-gradients.ts';
import { registerKernel } from './register-kernel.ts';

/** What the kernels have in common. Dilated convolutions have no gradient in tfjs. */
interface WindowAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Registers the kernels; NHWC only, as the backend's convolutions are. */
export function registerPublicGradients(backendName: 'wasm'): void {
  registerKernel(
    backendName,
    tf.Conv2DBackpropFilter,
    ({ x, dy }, attributes: WindowAttributes & { filterShape: Shape4D }) => {
      const { filterShape } = attributes;
      const places = windowPlaces(x!.shape as Shape4D, filterShape, attributes, false);
      return convolutionFilterGradient(x as Tensor4D, dy as Tensor4D, { ...places, filterShape });
    },
  );
  registerKernel(
    backendName,
    tf.DepthwiseConv2dNativeBackpropFilter,
    ({ x, dy }, attributes: WindowAttributes & { filterShape: Shape4D }) => {
      const { filterShape } = attributes;
      const places = windowPlaces(x!.shape as Shape4D, filterShape, attributes, true);
      return depthwiseFilterGradient(x as Tensor4D, dy as Tensor4D, { ...places, filterShape });
    },
  );
  registerKernel(
    backendName,
    tf.DepthwiseConv2dNativeBackpropInput,
    ({ dy, filter }, attributes: WindowAttributes & { inputShape: Shape4D }) => {
      const { inputShape } = attributes;
      const places = windowPlaces(inputShape, filter!.shape as Shape4D, attributes, true);
      return depthwiseInputGradient(dy as Tensor4D, filter as Tensor4D, { ...places, inputShape });
    },
  );
}

function windowPlaces(
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dimRoundingMode }: WindowAttributes,
  depthwise: boolean,
): WindowPlaces {
  const { strideHeight, strideWidth, padInfo } = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  return { strides: [strideHeight, strideWidth], before: [padInfo.top, padInfo.left] };
}
