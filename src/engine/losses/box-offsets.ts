// Boxes as rows predict them, on tensors: offsets within a cell and logarithms of the anchor's multiple, and back.
// The formulas are those of core's decode; a test holds the two together.
import { SIZE_LOGIT_LIMIT } from '../../core/decode/decode-head.ts';
import { priorColumns } from '../priors.ts';
import { tf, type Tensor, type Tensor2D } from '../tf.ts';

/** x, y as offsets from the cell's corner in cells, w, h as logarithms of the anchor's multiple. [..., N, 4], as logits. */
export function predictedOffsets<T extends Tensor>(logits: T, priors: Tensor2D): T {
  const { scaleXY } = priorColumns(priors);
  const [xy, wh] = tf.split(logits, 2, -1) as [Tensor, Tensor];
  const offsets = tf.sub(tf.mul(tf.sigmoid(xy), scaleXY), tf.div(tf.sub(scaleXY, 1), 2));
  return tf.concat<T>([offsets as T, tf.minimum<T>(wh, SIZE_LOGIT_LIMIT)], -1);
}

/** The inverse of `boxesFromOffsets` for ground truth. [N, 4]. */
export function targetOffsets(goal: Tensor2D, priors: Tensor2D): Tensor2D {
  const { cells, anchors, stride } = priorColumns(priors);
  const [topLeft, bottomRight] = tf.split(goal, 2, 1) as [Tensor, Tensor];
  const centre = tf.div(tf.add(topLeft, bottomRight), tf.mul(stride, 2));
  const size = tf.log<Tensor>(tf.div(tf.sub(bottomRight, topLeft), anchors));
  return tf.concat<Tensor2D>([tf.sub<Tensor2D>(centre, cells), size as Tensor2D], 1);
}

/** Offsets to boxes, input px xyxy. [..., N, 4]. */
export function boxesFromOffsets<T extends Tensor>(offsets: T, priors: Tensor2D): T {
  const { cells, anchors, stride } = priorColumns(priors);
  const [xy, wh] = tf.split(offsets, 2, -1) as [Tensor, Tensor];
  const centre = tf.mul(tf.add(xy, cells), stride);
  const half = tf.mul(tf.exp(wh), tf.div(anchors, 2));
  return tf.concat<T>([tf.sub<T>(centre, half), tf.add<T>(centre, half)], -1);
}
