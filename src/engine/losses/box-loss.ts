// Losses on the boxes of positives: squared error (paper), and the IoU family (GIoU, DIoU, CIoU).
import { tf, type Tensor, type Tensor2D } from '../tf.ts';
import { detach } from './without-gradient.ts';

export type BoxLossKind = 'mse' | 'giou' | 'diou' | 'ciou';

/** Columns of xyxy boxes [N, 4] as four tensors [N, 1]. */
function corners(boxes: Tensor2D): [Tensor, Tensor, Tensor, Tensor] {
  return tf.split(boxes, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
}

/** Keeps divisions finite for degenerate boxes, px squared. */
const EPSILON = 1e-7;

/**
 * 1 - IoU and the penalties of GIoU (Rezatofighi 2019), DIoU and CIoU (Zheng 2020), one value a box.
 * @param predicted [N, 4] xyxy, input px. @param target the same.
 * @returns [N, 1], at least 0 (GIoU at most 2).
 */
export function iouLoss(kind: Exclude<BoxLossKind, 'mse'>, predicted: Tensor2D, target: Tensor2D): Tensor2D {
  const [px1, py1, px2, py2] = corners(predicted);
  const [tx1, ty1, tx2, ty2] = corners(target);
  const [pw, ph, tw, th] = [tf.sub(px2, px1), tf.sub(py2, py1), tf.sub(tx2, tx1), tf.sub(ty2, ty1)];
  const overlap = (a1: Tensor, a2: Tensor, b1: Tensor, b2: Tensor) =>
    tf.relu(tf.sub(tf.minimum(a2, b2), tf.maximum(a1, b1)));
  const intersection = tf.mul(overlap(px1, px2, tx1, tx2), overlap(py1, py2, ty1, ty2));
  const union = tf.add(tf.sub(tf.add(tf.mul(pw, ph), tf.mul(tw, th)), intersection), EPSILON);
  const iou = tf.div(intersection, union);
  const hullWidth = tf.sub(tf.maximum(px2, tx2), tf.minimum(px1, tx1));
  const hullHeight = tf.sub(tf.maximum(py2, ty2), tf.minimum(py1, ty1));
  if (kind === 'giou') {
    const hull = tf.add(tf.mul(hullWidth, hullHeight), EPSILON);
    return tf.add<Tensor2D>(tf.sub(1, iou), tf.div(tf.sub(hull, union), hull));
  }
  const diagonal = tf.add(tf.add(tf.square(hullWidth), tf.square(hullHeight)), EPSILON);
  const dx = tf.sub(tf.add(px1, px2), tf.add(tx1, tx2));
  const dy = tf.sub(tf.add(py1, py2), tf.add(ty1, ty2));
  const distance = tf.div(tf.add(tf.square(dx), tf.square(dy)), 4);
  const diou = tf.add<Tensor2D>(tf.sub(1, iou), tf.div(distance, diagonal));
  if (kind === 'diou') return diou;
  // v = 4 / pi^2 (atan(tw / th) - atan(pw / ph))^2, alpha = v / (1 - IoU + v), no gradient through alpha.
  const angle = tf.sub(tf.atan(tf.div(tw, tf.add(th, EPSILON))), tf.atan(tf.div(pw, tf.add(ph, EPSILON))));
  const v = tf.mul(tf.square(angle), 4 / Math.PI ** 2);
  const alpha = detach(tf.div(v, tf.add(tf.add(tf.sub(1, iou), v), EPSILON)));
  return tf.add<Tensor2D>(diou, tf.mul(alpha, v));
}
