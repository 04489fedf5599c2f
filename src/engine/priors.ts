// Where each row of a network's output predicts: its cell, its anchor and its stride, over all heads at once.
import { channelsPerAnchor } from '../core/network/layer.ts';
import type { HeadShape } from '../core/network/shapes.ts';
import { tf, type Tensor2D, type Tensor3D, type Tensor4D } from './tf.ts';

/** Numbers of a prior: column, row (cells), anchor width, height (input px), stride (input px), scale_x_y. */
export const PRIOR_SIZE = 6;

/** The rows of one image: every cell and anchor of the first head, then of the next. */
export interface Priors {
  readonly heads: readonly HeadShape[];
  /** First row of each head. */
  readonly offsets: readonly number[];
  readonly length: number;
  /** [length, PRIOR_SIZE]. */
  readonly values: Float32Array;
}

/** The priors of a network's heads. */
export function priorsOf(heads: readonly HeadShape[]): Priors {
  const offsets: number[] = [];
  const values: number[] = [];
  for (const { gridHeight, gridWidth, stride, layer } of heads) {
    offsets.push(values.length / PRIOR_SIZE);
    for (let row = 0; row < gridHeight; row++)
      for (let column = 0; column < gridWidth; column++)
        for (const { width, height } of layer.anchors)
          values.push(column, row, width, height, stride, layer.scaleXY);
  }
  return { heads, offsets, length: values.length / PRIOR_SIZE, values: Float32Array.from(values) };
}

/** The row of a cell and anchor within its image. */
export function priorIndex(
  { heads, offsets }: Priors,
  { branch, row, column, anchor }: Record<'branch' | 'row' | 'column' | 'anchor', number>,
): number {
  const { gridWidth, layer } = heads[branch]!;
  return offsets[branch]! + (row * gridWidth + column) * layer.anchors.length + anchor;
}

/** Outputs of all heads, each [B, gridH, gridW, anchors * channels], as [B, rows, channels]. */
export function joinHeads(logits: readonly Tensor4D[], { heads }: Priors): Tensor3D {
  const channels = channelsPerAnchor(heads[0]!.layer);
  const rows = logits.map((head) => tf.reshape<tf.Rank.R3>(head, [head.shape[0], -1, channels]));
  return tf.concat(rows, 1);
}

/** The columns of priors [N, PRIOR_SIZE] that the decode takes: cells and anchors [N, 2], stride and scale_x_y [N, 1]. */
export function priorColumns(priors: Tensor2D): Record<'cells' | 'anchors' | 'stride' | 'scaleXY', Tensor2D> {
  const [cells, anchors, stride, scaleXY] = tf.split<Tensor2D>(priors, [2, 2, 1, 1], 1);
  return { cells: cells!, anchors: anchors!, stride: stride!, scaleXY: scaleXY! };
}
