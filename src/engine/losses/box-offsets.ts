// Boxes as a head predicts them, on tensors: offsets within a cell and logarithms of the anchor's multiple, and back.
// The formulas are those of core's decode; a test holds the two together.
import { SIZE_LOGIT_LIMIT } from '../../core/decode/decode-head.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import { tf, type Tensor2D } from '../tf.ts';

/** x, y as offsets from the cell's corner in cells, w, h as logarithms of the anchor's multiple. [N, 4]. */
export function predictedOffsets(box: Tensor2D, head: HeadShape): Tensor2D {
  const { scaleXY } = head.layer;
  const xy = tf.sub<Tensor2D>(tf.mul(tf.sigmoid(tf.slice(box, [0, 0], [-1, 2])), scaleXY), (scaleXY - 1) / 2);
  const wh = tf.minimum<Tensor2D>(tf.slice(box, [0, 2], [-1, 2]), SIZE_LOGIT_LIMIT);
  return tf.concat<Tensor2D>([xy, wh], 1);
}

/** The inverse of `boxesFromOffsets` for ground truth. [N, 4]. */
export function targetOffsets(goal: Tensor2D, priors: Tensor2D, head: HeadShape): Tensor2D {
  const topLeft = tf.slice(goal, [0, 0], [-1, 2]);
  const bottomRight = tf.slice(goal, [0, 2], [-1, 2]);
  const cells = tf.slice(priors, [0, 0], [-1, 2]);
  const anchors = tf.slice(priors, [0, 2], [-1, 2]);
  const centre = tf.div(tf.add(topLeft, bottomRight), 2 * head.stride);
  const size = tf.log<Tensor2D>(tf.div(tf.sub(bottomRight, topLeft), anchors));
  return tf.concat<Tensor2D>([tf.sub<Tensor2D>(centre, cells), size], 1);
}

/** Offsets to boxes, input px xyxy. [N, 4]. */
export function boxesFromOffsets(offsets: Tensor2D, priors: Tensor2D, head: HeadShape): Tensor2D {
  const cells = tf.slice(priors, [0, 0], [-1, 2]);
  const anchors = tf.slice(priors, [0, 2], [-1, 2]);
  const centre = tf.mul(tf.add(tf.slice(offsets, [0, 0], [-1, 2]), cells), head.stride);
  const half = tf.div<Tensor2D>(tf.mul(tf.exp(tf.slice(offsets, [0, 2], [-1, 2])), anchors), 2);
  return tf.concat<Tensor2D>([tf.sub(centre, half), tf.add(centre, half)], 1);
}

/** Column, row, anchor width and height of every row of a head for one image: [gridH * gridW * anchors, 4]. */
export function priorGrid(head: HeadShape): Tensor2D {
  const { anchors } = head.layer;
  const values = new Float32Array(head.gridHeight * head.gridWidth * anchors.length * 4);
  let at = 0;
  for (let row = 0; row < head.gridHeight; row++)
    for (let column = 0; column < head.gridWidth; column++)
      for (const anchor of anchors) {
        values.set([column, row, anchor.width, anchor.height], at);
        at += 4;
      }
  return tf.tensor2d(values, [at / 4, 4]);
}
