// The internal representation of a network: a flat list of layers in Darknet's vocabulary.
import type { Size } from '../boxes/box.ts';

export type Activation = 'linear' | 'leaky' | 'relu' | 'logistic';

/** Slope of leaky ReLU for negative values (Darknet). */
export const LEAKY_SLOPE = 0.1;
/** Added to the variance inside the square root of batch normalisation (Darknet on GPU). */
export const BATCH_NORM_EPSILON = 1e-5;

/** What every layer may carry. */
interface NamedLayer {
  /**
   * What the layer is within its network, for example `backbone.8.2`, `neck.16.link.0` or `head.16.prediction`: the same in two
   * networks that share that part, whatever else they have. Unique within a network; lists that were written before layers had
   * names lack it.
   */
  readonly role?: string;
}

/** 2-D convolution with symmetric padding: out = floor((in + 2 pad - size) / stride) + 1. */
export interface ConvolutionalLayer extends NamedLayer {
  readonly kind: 'convolutional';
  readonly filters: number;
  readonly size: number;
  readonly stride: number;
  readonly pad: number;
  readonly batchNormalize: boolean;
  readonly activation: Activation;
}

/** Adds the output of layer `from` to the previous layer's output. */
export interface ShortcutLayer extends NamedLayer {
  readonly kind: 'shortcut';
  readonly from: number;
}

/** Concatenates the outputs of earlier layers along the channels, in the listed order. */
export interface RouteLayer extends NamedLayer {
  readonly kind: 'route';
  readonly layers: readonly number[];
}

/** Nearest-neighbour enlargement. */
export interface UpsampleLayer extends NamedLayer {
  readonly kind: 'upsample';
  readonly stride: 2;
}

/** Maximum over size x size windows; padding of size - 1 in total, (size - 1) >> 1 of it left and above. */
export interface MaxpoolLayer extends NamedLayer {
  readonly kind: 'maxpool';
  readonly size: number;
  readonly stride: number;
}

/** A detection head over the previous layer's output: one FPN branch. */
export interface YoloLayer extends NamedLayer {
  readonly kind: 'yolo';
  /** px at input size. */
  readonly anchors: readonly Size[];
  readonly classes: number;
  /** Four more channels per anchor: the uncertainty of x, y, w, h (Gaussian YOLOv3). */
  readonly gaussian: boolean;
  /** Darknet's scale_x_y: centre = cell + scale * sigmoid(t) - (scale - 1) / 2. */
  readonly scaleXY: number;
}

export type Layer =
  ConvolutionalLayer | ShortcutLayer | RouteLayer | UpsampleLayer | MaxpoolLayer | YoloLayer;

/** Indices in `from` and `layers` are absolute positions in `layers`. */
export interface Network {
  readonly input: Size;
  readonly layers: readonly Layer[];
}

/** Channels that a head needs for each anchor: 4 box, 4 sigma where Gaussian, 1 objectness, one per class. */
export function channelsPerAnchor(head: Pick<YoloLayer, 'classes' | 'gaussian'>): number {
  return (head.gaussian ? 9 : 5) + head.classes;
}

/** Position of each quantity within an anchor's channels. Sigma is -1 where the head is not Gaussian. */
export function channelLayout(gaussian: boolean): {
  box: number;
  sigma: number;
  objectness: number;
  classes: number;
} {
  return gaussian
    ? { box: 0, sigma: 4, objectness: 8, classes: 9 }
    : { box: 0, sigma: -1, objectness: 4, classes: 5 };
}
