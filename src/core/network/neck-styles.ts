// What distinguishes one family's neck and heads from another's: channels, and the layers of a level.
import type { LayerList } from './layer-list.ts';

/** A family's way to build a level, whichever way the neck connects its levels. */
export interface NeckStyle {
  readonly scaleXY: number;
  /** Channels of the neck at a stride. */
  readonly channels: (stride: number) => number;
  /** Appends the layers of a level; level 0 is the coarsest. Leaves `channels` channels, or what it found (yolov3-tiny). */
  readonly neck: (list: LayerList, channels: number, level: number) => void;
  /** Channels of the 3x3 convolution in front of the prediction. */
  readonly headChannels: (channels: number) => number;
  /** Channels of the 1x1 convolution in front of the upsampling. */
  readonly linkChannels: (channels: number) => number;
}

export const DARKNET_NECK: NeckStyle = {
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

export const SPP_NECK: NeckStyle = {
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

export const TINY_NECK: NeckStyle = {
  scaleXY: 1,
  channels: (stride) => Math.max(32, Math.min(256, (256 * stride) / 32)),
  // Only the coarsest level narrows first; the finer ones predict from the concatenation.
  neck: (list, channels, level) => {
    if (level === 0) list.convolution(channels, 1);
  },
  headChannels: (channels) => channels * 2,
  linkChannels: (channels) => channels / 2,
};

export function slimNeck(width: (channels: number) => number): NeckStyle {
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
