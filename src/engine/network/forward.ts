// The forward pass: a list of layers and its numbers, applied to a batch.
import {
  BATCH_NORM_EPSILON,
  LEAKY_SLOPE,
  type ConvolutionalLayer,
  type Layer,
  type Network,
} from '../../core/network/layer.ts';
import { convolve } from '../kernels/convolution.ts';
import { convolveActivate } from '../kernels/convolve-activate.ts';
import { normalizeActivate } from '../kernels/normalize-activate.ts';
import { tf, type Tensor, type Tensor1D, type Tensor4D } from '../tf.ts';
import type { Slot } from './parameters.ts';

/** Tensors by slot name, for example `3.filter`. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/** Names for tensors that come in the order of slots. */
export function nameTensors(slots: readonly Slot[], tensors: readonly Tensor[]): NamedTensors {
  return new Map(slots.map((slot, i) => [slot.name, tensors[i]!]));
}

/** How one convolutional layer is computed: differs between training and prediction. */
export type ConvolutionalPass = (layer: ConvolutionalLayer, index: number, x: Tensor4D) => Tensor4D;

/**
 * Runs the layers.
 * @param x [B, H, W, 3] float32, normalised.
 * @returns one tensor of logits per head, coarsest first as in the list: [B, gridH, gridW, anchors * channels].
 */
export function forward(network: Network, x: Tensor4D, convolutional: ConvolutionalPass): Tensor4D[] {
  const outputs: Tensor4D[] = [];
  const heads: Tensor4D[] = [];
  network.layers.forEach((layer, index) => {
    const output = applyLayer(layer, index, outputs[index - 1] ?? x, outputs, convolutional);
    outputs.push(output);
    if (layer.kind === 'yolo') heads.push(output);
  });
  return heads;
}

function applyLayer(
  layer: Layer,
  index: number,
  x: Tensor4D,
  outputs: readonly Tensor4D[],
  convolutional: ConvolutionalPass,
): Tensor4D {
  switch (layer.kind) {
    case 'convolutional':
      return convolutional(layer, index, x);
    case 'shortcut':
      return tf.add(x, outputs[layer.from]!);
    case 'route':
      return layer.layers.length === 1
        ? outputs[layer.layers[0]!]!
        : tf.concat(
            layer.layers.map((from) => outputs[from]!),
            3,
          );
    case 'upsample': {
      const [, height, width] = x.shape;
      return tf.image.resizeNearestNeighbor(x, [height * layer.stride, width * layer.stride]);
    }
    case 'maxpool':
      return tf.maxPool(x, layer.size, layer.stride, 'same');
    case 'yolo':
      return x;
  }
}

/** A convolutional layer in training: normalised by the batch's statistics, which are handed to `collect`. */
export function trainingPass(
  parameters: NamedTensors,
  collect: (index: number, mean: Tensor1D, variance: Tensor1D) => void,
): ConvolutionalPass {
  return (layer, index, x) => {
    const { stride, pad } = layer;
    const convolved = convolve(x, parameters.get(`${index}.filter`) as Tensor4D, {
      stride,
      pad,
      layer: index,
    });
    if (!layer.batchNormalize) return activate(layer, tf.add(convolved, parameters.get(`${index}.bias`)!));
    const { y, mean, variance } = normalizeActivate(
      convolved,
      parameters.get(`${index}.scale`) as Tensor1D,
      parameters.get(`${index}.offset`) as Tensor1D,
      { epsilon: BATCH_NORM_EPSILON, slope: layer.activation === 'leaky' ? LEAKY_SLOPE : 1, layer: index },
    );
    collect(index, mean, variance);
    return layer.activation === 'leaky' ? y : activate(layer, y);
  };
}

/** A convolutional layer in prediction: filters and biases with the normalisation folded in (`foldNormalization`). */
export function predictionPass(folded: NamedTensors): ConvolutionalPass {
  return (layer, index, x) => {
    const { stride, pad } = layer;
    const y = convolveActivate(
      x,
      folded.get(`${index}.filter`) as Tensor4D,
      folded.get(`${index}.bias`) as Tensor1D,
      { stride, pad, slope: layer.activation === 'leaky' ? LEAKY_SLOPE : 1, layer: index },
    );
    return layer.activation === 'leaky' ? y : activate(layer, y);
  };
}

function activate(layer: ConvolutionalLayer, x: Tensor4D): Tensor4D {
  if (layer.activation === 'leaky') return tf.leakyRelu(x, LEAKY_SLOPE);
  if (layer.activation === 'relu') return tf.relu(x);
  if (layer.activation === 'logistic') return tf.sigmoid(x);
  return x;
}
