// Shapes, receptive fields, parameters and FLOPs of a list of layers, without a tensor.
import type { Size } from '../boxes/box.ts';
import type { Layer, Network, YoloLayer } from './layer.ts';

/** Output of one layer for one image. */
export interface LayerShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Side of the square of input px that one output cell sees in theory. */
  readonly receptiveField: number;
  /** Input px between neighbouring cells. */
  readonly stride: number;
  /** Numbers stored for the layer, running mean and variance included (as in a Darknet weights file). */
  readonly parameters: number;
  /** Multiply-adds x 2 of the layer's convolution. */
  readonly flops: number;
}

/** One head of a network. */
export interface HeadShape {
  readonly layer: YoloLayer;
  readonly layerIndex: number;
  readonly gridHeight: number;
  readonly gridWidth: number;
  readonly stride: number;
  readonly receptiveField: number;
}

const COLOUR_CHANNELS = 3;

/** The shape after every layer. */
export function networkShapes({ input, layers }: Network): LayerShape[] {
  const shapes: LayerShape[] = [];
  const start = {
    ...input,
    channels: COLOUR_CHANNELS,
    receptiveField: 1,
    stride: 1,
    parameters: 0,
    flops: 0,
  };
  layers.forEach((layer, index) => {
    shapes.push(layerShape(layer, shapes[index - 1] ?? start, shapes));
  });
  return shapes;
}

function layerShape(layer: Layer, before: LayerShape, shapes: readonly LayerShape[]): LayerShape {
  const unchanged = { ...before, parameters: 0, flops: 0 };
  switch (layer.kind) {
    case 'convolutional': {
      const side = (length: number) => Math.floor((length + 2 * layer.pad - layer.size) / layer.stride) + 1;
      const height = side(before.height);
      const width = side(before.width);
      const weights = layer.size * layer.size * before.channels * layer.filters;
      return {
        height,
        width,
        channels: layer.filters,
        receptiveField: before.receptiveField + (layer.size - 1) * before.stride,
        stride: before.stride * layer.stride,
        parameters: weights + layer.filters * (layer.batchNormalize ? 4 : 1),
        flops: 2 * weights * height * width,
      };
    }
    case 'maxpool': {
      const side = (length: number) => Math.floor((length - 1) / layer.stride) + 1;
      return {
        ...unchanged,
        height: side(before.height),
        width: side(before.width),
        receptiveField: before.receptiveField + (layer.size - 1) * before.stride,
        stride: before.stride * layer.stride,
      };
    }
    case 'upsample':
      return {
        ...unchanged,
        height: before.height * layer.stride,
        width: before.width * layer.stride,
        stride: before.stride / layer.stride,
      };
    case 'shortcut': {
      const other = shapes[layer.from]!;
      return { ...unchanged, receptiveField: Math.max(before.receptiveField, other.receptiveField) };
    }
    case 'route': {
      const sources = layer.layers.map((index) => shapes[index]!);
      return {
        ...sources[0]!,
        parameters: 0,
        flops: 0,
        channels: sources.reduce((sum, source) => sum + source.channels, 0),
        receptiveField: Math.max(...sources.map((source) => source.receptiveField)),
      };
    }
    case 'yolo':
      return unchanged;
  }
}

/** The heads in the order of the list: coarsest first in every preset. */
export function networkHeads(network: Network, shapes = networkShapes(network)): HeadShape[] {
  return network.layers.flatMap((layer, layerIndex) => {
    if (layer.kind !== 'yolo') return [];
    const { height, width, stride, receptiveField } = shapes[layerIndex]!;
    return [{ layer, layerIndex, gridHeight: height, gridWidth: width, stride, receptiveField }];
  });
}

/** Sums over a network. */
export interface NetworkCost {
  readonly parameters: number;
  readonly flops: number;
  readonly candidatesPerImage: number;
}

/** Parameters, FLOPs of one forward pass, and candidates per image (cells x anchors over all branches). */
export function networkCost(network: Network): NetworkCost {
  const shapes = networkShapes(network);
  return {
    parameters: shapes.reduce((sum, shape) => sum + shape.parameters, 0),
    flops: shapes.reduce((sum, shape) => sum + shape.flops, 0),
    candidatesPerImage: networkHeads(network, shapes).reduce(
      (sum, head) => sum + head.gridHeight * head.gridWidth * head.layer.anchors.length,
      0,
    ),
  };
}

/** An input size with `width`, and the height that follows an aspect ratio, rounded up to the coarsest stride. */
export function inputSizeFor(width: number, aspectRatio: number, coarsestStride: number): Size {
  const roundUp = (value: number) => Math.ceil(value / coarsestStride - 1e-9) * coarsestStride;
  return { width: roundUp(width), height: roundUp(width / aspectRatio) };
}
