// The presets: yolov3, yolov3-spp, yolov3-tiny and yolov3-slim as functions that return a list of layers.
import type { Size } from '../boxes/box.ts';
import { UserError } from '../user-error.ts';
import { channelsPerAnchor, type Network } from './layer.ts';
import { createLayerList, type LayerList } from './layer-list.ts';

/** What a preset needs to know; branches may come in any order and any subset of strides 4 to 64. */
export interface DetectorOptions {
  readonly input: Size;
  readonly classes: number;
  readonly gaussian: boolean;
  readonly branches: readonly { readonly stride: number; readonly anchors: readonly Size[] }[];
  /** yolov3-slim only: channels are multiplied by this and rounded to a multiple of 8. */
  readonly widthMultiple: number;
}

/** A backbone's outputs that necks may tap, by stride. */
type Taps = Map<number, number>;

/** What distinguishes one family's neck and heads from another's. */
interface NeckStyle {
  readonly scaleXY: number;
  /** Channels of the neck at a stride. */
  readonly channels: (stride: number) => number;
  /** Layers of the neck at a level, before the head branches off; returns nothing. */
  readonly neck: (list: LayerList, channels: number, level: number) => void;
  /** Channels of the 3x3 convolution in front of the prediction. */
  readonly headChannels: (channels: number) => number;
  /** Channels of the 1x1 convolution in front of the upsampling. */
  readonly linkChannels: (channels: number) => number;
}

/** Strides at which each preset has branches unless told otherwise. */
export const DEFAULT_STRIDES: Readonly<Record<string, readonly number[]>> = {
  yolov3: [32, 16, 8],
  'yolov3-spp': [32, 16, 8],
  'yolov3-tiny': [32, 16],
  'yolov3-slim': [32, 16, 8],
};

/** The network of a preset. @throws UserError for an unknown preset or an input that the strides do not divide. */
export function buildNetwork(preset: string, options: DetectorOptions): Network {
  const coarsest = Math.max(32, ...options.branches.map((branch) => branch.stride));
  requireDivisible(options.input, coarsest);
  const list = createLayerList();
  if (preset === 'yolov3') addFeaturePyramid(list, darknet53(list, coarsest), DARKNET_NECK, options);
  else if (preset === 'yolov3-spp') addFeaturePyramid(list, darknet53(list, coarsest), SPP_NECK, options);
  else if (preset === 'yolov3-tiny')
    addFeaturePyramid(list, tinyBackbone(list, coarsest), TINY_NECK, options);
  else if (preset === 'yolov3-slim') {
    const width = (channels: number) => Math.max(8, Math.round((channels * options.widthMultiple) / 8) * 8);
    addFeaturePyramid(list, slimBackbone(list, coarsest, width), slimNeck(width), options);
  } else {
    throw new UserError({
      code: 'preset-unknown',
      message: `There is no network preset "${preset}".`,
      hint: `Choose one of ${Object.keys(DEFAULT_STRIDES).join(', ')}.`,
    });
  }
  return { input: options.input, layers: list.layers };
}

function requireDivisible(input: Size, stride: number): void {
  if (input.width % stride === 0 && input.height % stride === 0) return;
  throw new UserError({
    code: 'input-not-divisible',
    message: `The input size ${input.width}x${input.height} is not a multiple of the coarsest stride, ${stride}.`,
    hint: `Choose multiples of ${stride}, for example ${Math.ceil(input.width / stride) * stride}x${Math.ceil(input.height / stride) * stride}.`,
  });
}

/** Darknet-53: residual stages of 1, 2, 8, 8, 4 blocks (YOLOv3 paper, table 1); one more of 1024 for stride 64. */
function darknet53(list: LayerList, coarsest: number): Taps {
  const taps: Taps = new Map();
  list.convolution(32, 3);
  const stages = [
    [64, 1],
    [128, 2],
    [256, 8],
    [512, 8],
    [1024, 4],
    [1024, 2],
  ] as const;
  for (let stride = 2, i = 0; stride <= coarsest; stride *= 2, i++) {
    const [channels, blocks] = stages[i]!;
    list.convolution(channels, 3, 2);
    for (let block = 0; block < blocks; block++) list.residual(channels / 2, channels);
    taps.set(stride, list.last());
  }
  return taps;
}

/** yolov3-tiny: one convolution a stage, with max pooling between. */
function tinyBackbone(list: LayerList, coarsest: number): Taps {
  const taps: Taps = new Map();
  for (let stride = 1, channels = 16; stride <= coarsest; stride *= 2, channels *= 2) {
    taps.set(stride, list.convolution(Math.min(channels, 512), 3));
    if (stride < coarsest) list.add({ kind: 'maxpool', size: 2, stride: 2 });
  }
  list.add({ kind: 'maxpool', size: 2, stride: 1 });
  taps.set(coarsest, list.convolution(1024, 3));
  return taps;
}

/** Residual blocks per stage of yolov3-slim, from stride 4 on; chosen by measurement (docs/benchmarks.md). */
const SLIM_BLOCKS = [1, 2, 2, 1, 1] as const;

/** yolov3-slim: a stride-2 stem and residual stages, for training without a GPU. */
function slimBackbone(list: LayerList, coarsest: number, width: (channels: number) => number): Taps {
  const taps: Taps = new Map();
  list.convolution(width(32), 3, 2);
  for (let stride = 4, i = 0; stride <= coarsest; stride *= 2, i++) {
    const channels = width(Math.min(512, 64 << i));
    list.convolution(channels, 3, 2);
    for (let block = 0; block < SLIM_BLOCKS[i]!; block++) list.residual(Math.max(8, channels / 2), channels);
    taps.set(stride, list.last());
  }
  return taps;
}

const DARKNET_NECK: NeckStyle = {
  scaleXY: 1,
  channels: (stride) => Math.max(32, Math.min(512, (512 * stride) / 32)),
  neck: (list, channels) => {
    list.convolution(channels, 1);
    list.convolution(channels * 2, 3);
    list.convolution(channels, 1);
    list.convolution(channels * 2, 3);
    list.convolution(channels, 1);
  },
  headChannels: (channels) => channels * 2,
  linkChannels: (channels) => channels / 2,
};

/** Window sizes of spatial pyramid pooling. */
const SPP_SIZES = [5, 9, 13] as const;

const SPP_NECK: NeckStyle = {
  ...DARKNET_NECK,
  neck: (list, channels, level) => {
    if (level > 0) {
      DARKNET_NECK.neck(list, channels, level);
      return;
    }
    list.convolution(channels, 1);
    list.convolution(channels * 2, 3);
    const from = list.convolution(channels, 1);
    const pooled = SPP_SIZES.map((size, i) => {
      if (i > 0) list.add({ kind: 'route', layers: [from] });
      return list.add({ kind: 'maxpool', size, stride: 1 });
    });
    list.add({ kind: 'route', layers: [...pooled.reverse(), from] });
    list.convolution(channels, 1);
    list.convolution(channels * 2, 3);
    list.convolution(channels, 1);
  },
};

const TINY_NECK: NeckStyle = {
  scaleXY: 1,
  channels: (stride) => Math.max(32, Math.min(256, (256 * stride) / 32)),
  // Only the coarsest level narrows first; the finer ones predict from the concatenation.
  neck: (list, channels, level) => {
    if (level === 0) list.convolution(channels, 1);
  },
  headChannels: (channels) => channels * 2,
  linkChannels: (channels) => channels / 2,
};

function slimNeck(width: (channels: number) => number): NeckStyle {
  return {
    scaleXY: 2,
    channels: (stride) => width(Math.max(64, Math.min(256, (256 * stride) / 32))),
    neck: (list, channels) => {
      list.convolution(channels, 1);
    },
    headChannels: (channels) => channels * 2,
    linkChannels: (channels) => Math.max(8, channels / 2),
  };
}

/**
 * Necks from the coarsest level down to the finest branch, each linked to the next by a 1x1 convolution, upsampling
 * and concatenation with the backbone's output. Levels without a branch pass features on and have no head.
 */
function addFeaturePyramid(list: LayerList, taps: Taps, style: NeckStyle, options: DetectorOptions): void {
  const { classes, gaussian } = options;
  const branches = new Map(options.branches.map((branch) => [branch.stride, branch]));
  const finest = Math.min(...branches.keys());
  const coarsest = Math.max(...taps.keys());
  let features = taps.get(coarsest)!;
  for (let stride = coarsest, level = 0; stride >= finest; stride /= 2, level++) {
    const channels = style.channels(stride);
    if (level > 0) {
      if (features !== list.last()) list.add({ kind: 'route', layers: [features] });
      list.convolution(style.linkChannels(style.channels(stride * 2)), 1);
      const upsampled = list.add({ kind: 'upsample', stride: 2 });
      list.add({ kind: 'route', layers: [upsampled, taps.get(stride)!] });
    }
    style.neck(list, channels, level);
    features = list.last();
    const branch = branches.get(stride);
    if (!branch) continue;
    list.convolution(style.headChannels(channels), 3);
    list.prediction(channelsPerAnchor({ classes, gaussian }) * branch.anchors.length);
    list.add({ kind: 'yolo', anchors: branch.anchors, classes, gaussian, scaleXY: style.scaleXY });
  }
}
