// Building a list of layers: each call appends a layer and returns its index.
import type { Activation, Layer } from './layer.ts';

/** Appends layers; every method returns the index of the layer it added. */
export interface LayerList {
  readonly layers: Layer[];
  /** Index of the last layer. */
  readonly last: () => number;
  /** Convolution with batch normalisation and leaky ReLU, padded to keep the size at stride 1. */
  readonly convolution: (filters: number, size: number, stride?: number) => number;
  /** The linear 1x1 convolution in front of a yolo layer. */
  readonly prediction: (filters: number) => number;
  /** 1x1 to `inner` channels, 3x3 to `outer`, added to its input. */
  readonly residual: (inner: number, outer: number) => number;
  readonly add: (layer: Layer) => number;
}

/** An empty list. */
export function createLayerList(): LayerList {
  const layers: Layer[] = [];
  const add = (layer: Layer): number => layers.push(layer) - 1;
  const last = (): number => layers.length - 1;
  const conv = (
    filters: number,
    size: number,
    stride: number,
    batchNormalize: boolean,
    activation: Activation,
  ) => add({ kind: 'convolutional', filters, size, stride, pad: size >> 1, batchNormalize, activation });
  const convolution = (filters: number, size: number, stride = 1) =>
    conv(filters, size, stride, true, 'leaky');
  return {
    layers,
    last,
    add,
    convolution,
    prediction: (filters) => conv(filters, 1, 1, false, 'linear'),
    residual: (inner, outer) => {
      const from = last();
      convolution(inner, 1);
      convolution(outer, 3);
      return add({ kind: 'shortcut', from });
    },
  };
}
