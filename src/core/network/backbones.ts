// The backbones: Darknet-53, yolov3-tiny's and yolov3-slim's, with an output at every stride that necks may tap.
import type { LayerList } from './layer-list.ts';

/** A backbone's outputs, layer indices by stride. */
export type Taps = ReadonlyMap<number, number>;

/** Appends a backbone down to the coarsest stride. */
export type Backbone = (list: LayerList, coarsest: number) => Taps;

/** Darknet-53: residual stages of 1, 2, 8, 8, 4 blocks (YOLOv3 paper, table 1); one more of 1024 for stride 64. */
export const darknet53: Backbone = (list, coarsest) => {
  const taps = new Map<number, number>();
  list.part('backbone.1');
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
    list.part(`backbone.${stride}`);
    list.convolution(channels, 3, 2);
    for (let block = 0; block < blocks; block++) list.residual(channels / 2, channels);
    taps.set(stride, list.last());
  }
  return taps;
};

/** yolov3-tiny: one convolution a stage, with max pooling between. */
export const tinyBackbone: Backbone = (list, coarsest) => {
  const taps = new Map<number, number>();
  for (let stride = 1, channels = 16; stride <= coarsest; stride *= 2, channels *= 2) {
    list.part(`backbone.${stride}`);
    taps.set(stride, list.convolution(Math.min(channels, 512), 3));
    if (stride < coarsest) list.add({ kind: 'maxpool', size: 2, stride: 2 });
  }
  list.add({ kind: 'maxpool', size: 2, stride: 1 });
  taps.set(coarsest, list.convolution(1024, 3));
  return taps;
};

/** Residual blocks per stage of yolov3-slim, from stride 4 on; chosen by measurement (docs/benchmarks.md). */
const SLIM_BLOCKS = [1, 2, 2, 1, 1] as const;

/** yolov3-slim: a stride-2 stem and residual stages, for training without a GPU. */
export function slimBackbone(width: (channels: number) => number): Backbone {
  return (list, coarsest) => {
    const taps = new Map<number, number>();
    list.part('backbone.2');
    list.convolution(width(32), 3, 2);
    for (let stride = 4, i = 0; stride <= coarsest; stride *= 2, i++) {
      list.part(`backbone.${stride}`);
      const channels = width(Math.min(512, 64 << i));
      list.convolution(channels, 3, 2);
      for (let block = 0; block < SLIM_BLOCKS[i]!; block++)
        list.residual(Math.max(8, channels / 2), channels);
      taps.set(stride, list.last());
    }
    return taps;
  };
}
