// Objectness over every cell and anchor of a head, with the mask that spares near misses and ignore regions.
import type { Recipe } from '../../contract/recipe.ts';
import { channelLayout } from '../../core/network/layer.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import type { HeadTargets } from '../targets.ts';
import { tf, type Tensor, type Tensor1D, type Tensor2D, type Tensor3D } from '../tf.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { boxesFromOffsets, predictedOffsets, priorGrid } from './box-offsets.ts';
import { withoutGradient } from './without-gradient.ts';

/** Objects and ignore regions of a batch: boxes [B, M, 4] input px xyxy; ignored [B, 1, M] is 1 for ignore regions. */
export interface Regions {
  readonly boxes: Tensor3D;
  readonly ignored: Tensor3D;
}

/** Columns of xyxy boxes. */
type Sides = [Tensor, Tensor, Tensor, Tensor];

/** Binary cross-entropy over all rows, but those near an object that are not its positives (YOLOv3 paper 2.1). */
export function objectnessLoss(
  rows: Tensor2D,
  batch: number,
  head: HeadShape,
  targets: HeadTargets,
  regions: Regions,
  options: Recipe['loss'],
): Tensor {
  const { objectness } = channelLayout(head.layer.gaussian);
  const logits = tf.reshape<tf.Rank.R1>(tf.slice(rows, [0, objectness], [-1, 1]), [-1]);
  const goal = new Float32Array(logits.size);
  for (const row of targets.rows) goal[row] = 1;
  const positive = tf.tensor1d(goal);
  const near = withoutGradient(rows, (values): Tensor1D => {
    const overlap = bestOverlap(predictedBoxes(values, batch, head), batch, regions);
    return tf.cast(tf.greater(overlap, options.ignoreThreshold), 'float32');
  });
  const counted = tf.maximum(positive, tf.sub(1, near));
  const wanted =
    options.objectnessTarget === 'iou'
      ? withoutGradient(rows, (values) => iouWithGoal(predictedBoxes(values, batch, head), targets))
      : positive;
  return tf.mul(tf.sum(tf.mul(binaryCrossEntropy(logits, wanted), counted)), options.objectnessWeight);
}

/** Boxes of all rows, input px xyxy. [rows, 4]. */
function predictedBoxes(rows: Tensor2D, batch: number, head: HeadShape): Tensor2D {
  const offsets = predictedOffsets(tf.slice(rows, [0, 0], [-1, 4]), head);
  return boxesFromOffsets(offsets, tf.tile(priorGrid(head), [batch, 1]), head);
}

/** IoU of each positive's predicted box with the object that it is to find, in [0, 1]; 0 for other rows. [rows]. */
function iouWithGoal(predicted: Tensor2D, targets: HeadTargets): Tensor1D {
  const goals = new Float32Array(predicted.size);
  targets.rows.forEach((row, i) => goals.set(targets.boxes.subarray(i * 4, i * 4 + 4), row * 4));
  const [px1, py1, px2, py2] = tf.split(predicted, 4, 1) as Sides;
  const [gx1, gy1, gx2, gy2] = tf.split(tf.tensor2d(goals, predicted.shape), 4, 1) as Sides;
  const width = tf.relu(tf.sub(tf.minimum(px2, gx2), tf.maximum(px1, gx1)));
  const height = tf.relu(tf.sub(tf.minimum(py2, gy2), tf.maximum(py1, gy1)));
  const intersection = tf.mul(width, height);
  const area = (x1: Tensor, y1: Tensor, x2: Tensor, y2: Tensor) => tf.mul(tf.sub(x2, x1), tf.sub(y2, y1));
  const union = tf.sub(tf.add(area(px1, py1, px2, py2), area(gx1, gy1, gx2, gy2)), intersection);
  return tf.reshape(tf.div(intersection, tf.maximum(union, 1e-6)), [-1]);
}

/**
 * The largest IoU of each row's predicted box with any object of its image, in [0, 1]. [rows].
 * The overlap with an ignore region is the share of the prediction that lies in it (COCO's rule for crowds).
 */
function bestOverlap(predicted: Tensor2D, batch: number, regions: Regions): Tensor1D {
  const perImage = predicted.shape[0] / batch;
  const [px1, py1, px2, py2] = tf.split(tf.reshape(predicted, [batch, perImage, 4]), 4, 2) as Sides;
  const [tx1, ty1, tx2, ty2] = tf
    .split(regions.boxes, 4, 2)
    .map((side) => tf.reshape(side, [batch, 1, -1])) as Sides;
  const width = tf.relu(tf.sub(tf.minimum(px2, tx2), tf.maximum(px1, tx1))); // [B, rows, boxes]
  const height = tf.relu(tf.sub(tf.minimum(py2, ty2), tf.maximum(py1, ty1)));
  const intersection = tf.mul(width, height);
  const predictedArea = tf.mul(tf.sub(px2, px1), tf.sub(py2, py1));
  const targetArea = tf.mul(tf.sub(tx2, tx1), tf.sub(ty2, ty1));
  const rest = tf.mul(tf.sub(targetArea, intersection), tf.sub(1, regions.ignored));
  const overlap = tf.div(intersection, tf.maximum(tf.add(predictedArea, rest), 1e-6));
  return tf.reshape(tf.max(overlap, 2), [-1]);
}
