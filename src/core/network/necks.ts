// The necks: how the levels of a backbone are connected before the heads. Each appends to a list of layers.
import type { Taps } from './backbones.ts';
import type { LayerList } from './layer-list.ts';
import type { NeckStyle } from './neck-styles.ts';

/** What a neck connects. */
export interface NeckContext {
  readonly taps: Taps;
  readonly style: NeckStyle;
  /** Strides of the branches, coarsest first. */
  readonly strides: readonly number[];
  /** Appends a branch's head on the last layer. To be called once a branch, coarsest first. */
  readonly addHead: (stride: number, channels: number) => void;
}

export type Neck = (list: LayerList, context: NeckContext) => void;

/**
 * Feature pyramid (Lin et al. 2017, arXiv:1612.03144, as YOLOv3 has it): from the coarsest level down to the finest branch, each
 * linked to the next by a 1x1 convolution, upsampling and concatenation with the backbone's output. Levels without a branch pass
 * features on and have no head.
 */
const fpn: Neck = (list, context) => {
  addTopDown(list, context, (stride) => {
    if (context.strides.includes(stride)) context.addHead(stride, context.style.channels(stride));
  });
};

/**
 * Path aggregation (PANet, Liu et al. 2018, arXiv:1803.01534): after the top-down path one from the finest branch up to the
 * coarsest, by 3x3 convolutions of stride 2. As in YOLOv4 (arXiv:2004.10934) levels are concatenated where PANet adds, and then
 * go through the family's own layers. The finest branch takes the top-down path's features as they are.
 */
const pan: Neck = (list, context) => {
  const { style, strides, addHead } = context;
  const features = new Map<number, number>();
  addTopDown(list, context, (stride) => features.set(stride, list.last()));
  const finest = Math.min(...strides);
  for (let stride = finest * 2; stride <= Math.max(...strides); stride *= 2) {
    list.part(`neck.${stride}.down`);
    const down = list.convolution(style.channels(stride), 3, 2);
    list.add({ kind: 'route', layers: [down, features.get(stride)!] });
    list.part(`neck.${stride}.path`);
    style.neck(list, style.channels(stride), 1);
    features.set(stride, list.last());
  }
  for (const stride of strides) {
    list.part(`neck.${stride}.out`);
    list.from(features.get(stride)!);
    addHead(stride, style.channels(stride));
  }
};

/** Stride whose channels all levels of a BiFPN have: they are added, so they must be equal. */
const BIFPN_STRIDE = 16;

/**
 * Bidirectional pyramid (BiFPN of EfficientDet, Tan et al. 2020, arXiv:1911.09070), one repeat: every level is brought to the same
 * channels; a path down and a path up, whose nodes between the ends also take the level's own input. Simplified: inputs of a node
 * are added without learned weights, its convolution is a full 3x3 instead of a separable one, and the way up is 2x2 max pooling
 * instead of 3x3.
 */
const bifpn: Neck = (list, { taps, style, strides, addHead }) => {
  const channels = style.channels(BIFPN_STRIDE);
  const [finest, coarsest] = [Math.min(...strides), Math.max(...taps.keys())];
  const inputs = new Map<number, number>();
  for (let stride = coarsest; stride >= finest; stride /= 2) {
    list.part(`neck.${stride}`);
    list.from(taps.get(stride)!);
    if (stride === coarsest) style.neck(list, channels, 0);
    else list.convolution(channels, 1);
    inputs.set(stride, list.last());
  }
  const outputs = new Map(inputs);
  for (let stride = coarsest / 2; stride >= finest; stride /= 2) {
    list.part(`neck.${stride}.from-above`);
    list.from(outputs.get(stride * 2)!);
    list.add({ kind: 'upsample', stride: 2 });
    list.add({ kind: 'shortcut', from: inputs.get(stride)! });
    list.part(`neck.${stride}.top-down`);
    outputs.set(stride, list.convolution(channels, 3));
  }
  for (let stride = finest * 2; stride <= Math.max(...strides); stride *= 2) {
    list.part(`neck.${stride}.from-below`);
    list.from(outputs.get(stride / 2)!);
    list.add({ kind: 'maxpool', size: 2, stride: 2 });
    list.add({ kind: 'shortcut', from: inputs.get(stride)! });
    if (stride < coarsest) list.add({ kind: 'shortcut', from: outputs.get(stride)! });
    list.part(`neck.${stride}.bottom-up`);
    outputs.set(stride, list.convolution(channels, 3));
  }
  for (const stride of strides) {
    list.part(`neck.${stride}.out`);
    list.from(outputs.get(stride)!);
    addHead(stride, channels);
  }
};

/** No neck: every head on its own output of the backbone, through its level's layers. */
const none: Neck = (list, { taps, style, strides, addHead }) => {
  strides.forEach((stride, level) => {
    list.part(`neck.${stride}`);
    list.from(taps.get(stride)!);
    style.neck(list, style.channels(stride), level);
    addHead(stride, style.channels(stride));
  });
};

/** The top-down path of a feature pyramid. @param onLevel is called when a level's features are the last layer */
function addTopDown(
  list: LayerList,
  { taps, style, strides }: NeckContext,
  onLevel: (stride: number) => void,
): void {
  const finest = Math.min(...strides);
  const coarsest = Math.max(...taps.keys());
  let features = taps.get(coarsest)!;
  for (let stride = coarsest, level = 0; stride >= finest; stride /= 2, level++) {
    if (level > 0) {
      list.part(`neck.${stride}.link`);
      list.from(features);
      list.convolution(style.linkChannels(style.channels(stride * 2)), 1);
      const upsampled = list.add({ kind: 'upsample', stride: 2 });
      list.add({ kind: 'route', layers: [upsampled, taps.get(stride)!] });
    }
    list.part(`neck.${stride}`);
    style.neck(list, style.channels(stride), level);
    features = list.last();
    onLevel(stride);
  }
}

/** The necks by name. */
export const NECKS = { fpn, pan, bifpn, none } as const;
export type NeckName = keyof typeof NECKS;
