// The heads: from a branch's features to its yolo layer.
import type { Size } from '../boxes/box.ts';
import { channelsPerAnchor } from './layer.ts';
import type { LayerList } from './layer-list.ts';
import type { NeckStyle } from './neck-styles.ts';

/** One branch as a network is asked for it. */
export interface BranchOptions {
  readonly stride: number;
  /** px at input size. */
  readonly anchors: readonly Size[];
}

/** Appends a head on the last layer. @param channels of the neck at this branch */
export function addHead(
  list: LayerList,
  { stride, anchors }: BranchOptions,
  { headChannels, scaleXY }: NeckStyle,
  channels: number,
  kind: { readonly classes: number; readonly gaussian: boolean },
): void {
  list.part(`head.${stride}`);
  list.convolution(headChannels(channels), 3);
  list.prediction(channelsPerAnchor(kind) * anchors.length);
  list.add({ kind: 'yolo', anchors, classes: kind.classes, gaussian: kind.gaussian, scaleXY });
}
