// Building a list of layers: each call appends a layer and returns its index.
import type { Activation, Layer } from './layer.ts';

/** Appends layers; every method that does returns the index of the layer it added. */
export interface LayerList {
  readonly layers: Layer[];
  /** Begins a part: layers from here on are named by it (`Layer.role`), numbered from 0. */
  readonly part: (name: string) => void;
  /** Index of the last layer. */
  readonly last: () => number;
  /** Makes what a layer gives the input of the next: a route, unless it is the last already. */
  readonly from: (layer: number) => void;
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
  let partName: string | undefined;
  let numbered = 0;
  /** @param title of a layer that is not numbered: its number would depend on what else there is */
  const append = (layer: Layer, title?: string): number => {
    const role = partName === undefined ? {} : { role: `${partName}.${title ?? String(numbered++)}` };
    return layers.push({ ...layer, ...role }) - 1;
  };
  const add = (layer: Layer): number => append(layer, layer.kind === 'yolo' ? 'yolo' : undefined);
  const last = (): number => layers.length - 1;
  const conv = (filters: number, size: number, stride: number): Layer => ({
    ...convolutional(filters, size, 'leaky', true),
    stride,
  });
  const convolution = (filters: number, size: number, stride = 1) => add(conv(filters, size, stride));
  return {
    layers,
    part: (name) => {
      partName = name;
      numbered = 0;
    },
    last,
    from: (layer) => {
      if (layer !== last()) append({ kind: 'route', layers: [layer] }, 'from');
    },
    add,
    convolution,
    prediction: (filters) => append(convolutional(filters, 1, 'linear', false), 'prediction'),
    residual: (inner, outer) => {
      const from = last();
      convolution(inner, 1);
      convolution(outer, 3);
      return add({ kind: 'shortcut', from });
    },
  };
}

function convolutional(filters: number, size: number, activation: Activation, batchNormalize: boolean) {
  return {
    kind: 'convolutional',
    filters,
    size,
    stride: 1,
    pad: size >> 1,
    batchNormalize,
    activation,
  } as const;
}
