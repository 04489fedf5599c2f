// A network's numbers as two flat vectors, trained parameters and running statistics, and where each layer's lie in them.
import { createRandom, deriveSeed } from '../../core/random.ts';
import { channelLayout, channelsPerAnchor, type Layer, type Network } from '../../core/network/layer.ts';
import { networkShapes } from '../../core/network/shapes.ts';
import { logit } from '../../core/decode/decode-head.ts';
import { tf, type Tensor, type Tensor1D } from '../tf.ts';

/** One tensor within a flat vector. */
export interface Slot {
  /** For example `3.filter`: layer index and role. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/** Roles of a layer's trained parameters. */
type ParameterRole = 'filter' | 'scale' | 'offset' | 'bias';

/** Where everything lies. Flat vectors make optimizer, averaging and checkpoints a handful of large operations. */
export interface ParameterLayout {
  readonly parameters: readonly Slot[];
  readonly parameterCount: number;
  readonly statistics: readonly Slot[];
  readonly statisticCount: number;
}

/** The layout of a network's numbers, in the order of its layers. */
export function parameterLayout(network: Network): ParameterLayout {
  const shapes = networkShapes(network);
  const parameters: Slot[] = [];
  const statistics: Slot[] = [];
  const append = (slots: Slot[], name: string, shape: readonly number[]) => {
    const before = slots.at(-1);
    const offset = before ? before.offset + before.size : 0;
    slots.push({ name, shape, offset, size: shape.reduce((product, length) => product * length, 1) });
  };
  network.layers.forEach((layer, index) => {
    if (layer.kind !== 'convolutional') return;
    const channels = index === 0 ? 3 : shapes[index - 1]!.channels;
    append(parameters, `${index}.filter`, [layer.size, layer.size, channels, layer.filters]);
    if (!layer.batchNormalize) append(parameters, `${index}.bias`, [layer.filters]);
    else {
      append(parameters, `${index}.scale`, [layer.filters]);
      append(parameters, `${index}.offset`, [layer.filters]);
      append(statistics, `${index}.mean`, [layer.filters]);
      append(statistics, `${index}.variance`, [layer.filters]);
    }
  });
  const end = (slots: Slot[]) => slots.reduce((sum, slot) => sum + slot.size, 0);
  return { parameters, parameterCount: end(parameters), statistics, statisticCount: end(statistics) };
}

/** Probability of an object that an untrained head predicts: rare, so that the first steps are calm. */
const OBJECTNESS_PRIOR = 0.018; // logit -4
/** Standard deviation, in units of the regression target, that an untrained Gaussian head predicts. */
const SIGMA_PRIOR = 0.3;

/** Fresh parameters: He-normal filters, scale 1, offset and bias 0 but for objectness' and sigma's priors. */
export function initialParameters(network: Network, layout: ParameterLayout, seed: number): Float32Array {
  const values = new Float32Array(layout.parameterCount);
  for (const slot of layout.parameters) {
    const [index, role] = slot.name.split('.') as [string, ParameterRole];
    const target = values.subarray(slot.offset, slot.offset + slot.size);
    if (role === 'scale') target.fill(1);
    if (role === 'bias') fillPredictionBias(target, network.layers[Number(index) + 1]);
    if (role !== 'filter') continue;
    const [height, width, channels] = slot.shape as [number, number, number];
    const random = createRandom(deriveSeed(seed, slot.name));
    const deviation = Math.sqrt(2 / (height * width * channels));
    // A prediction starts near its bias: a small filter keeps the first loss about the same for every seed.
    const factor = layout.parameters.some((other) => other.name === `${index}.bias`) ? 0.1 : 1;
    for (let i = 0; i < target.length; i++) target[i] = random.normal() * deviation * factor;
  }
  return values;
}

function fillPredictionBias(bias: Float32Array, head: Layer | undefined): void {
  if (head?.kind !== 'yolo') return;
  const channels = channelsPerAnchor(head);
  const layout = channelLayout(head.gaussian);
  for (let at = 0; at < bias.length; at += channels) {
    bias[at + layout.objectness] = logit(OBJECTNESS_PRIOR);
    if (head.gaussian) bias.fill(logit(SIGMA_PRIOR), at + layout.sigma, at + layout.sigma + 4);
  }
}

/** Fresh running statistics: mean 0, variance 1. */
export function initialStatistics(layout: ParameterLayout): Float32Array {
  const values = new Float32Array(layout.statisticCount);
  for (const slot of layout.statistics)
    if (slot.name.endsWith('.variance')) values.fill(1, slot.offset, slot.offset + slot.size);
  return values;
}

/** 1 where weight decay applies (filters), 0 elsewhere. [parameterCount] float32. */
export function decayMask(layout: ParameterLayout): Float32Array {
  const mask = new Float32Array(layout.parameterCount);
  for (const slot of layout.parameters)
    if (slot.name.endsWith('.filter')) mask.fill(1, slot.offset, slot.offset + slot.size);
  return mask;
}

/** The flat vector as one tensor per slot, in the order of the slots. The caller disposes. */
export function splitSlots(flat: Tensor1D, slots: readonly Slot[]): Tensor[] {
  return tf.tidy(() =>
    tf
      .split(
        flat,
        slots.map((slot) => slot.size),
      )
      .map((part, i) => tf.reshape(part, [...slots[i]!.shape])),
  );
}

/** The inverse of `splitSlots`. The caller disposes. */
export function joinSlots(tensors: readonly Tensor[]): Tensor1D {
  return tf.tidy(() => tf.concat(tensors.map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [-1]))));
}
