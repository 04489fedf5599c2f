// Objectness over every row of the output, with the mask that spares near misses and ignore regions.
import type { Recipe } from '../../contract/recipe.ts';
import { channelLayout } from '../../core/network/layer.ts';
import { PRIOR_SIZE, type Priors } from '../priors.ts';
import type { Targets } from '../targets.ts';
import { tf, type Tensor, type Tensor2D, type Tensor3D } from '../tf.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { boxesFromOffsets, predictedOffsets } from './box-offsets.ts';
import { withoutGradient } from './without-gradient.ts';

/** Columns of xyxy boxes. */
type Sides = [Tensor, Tensor, Tensor, Tensor];

/**
 * Binary cross-entropy over all rows, but those near an object that are not its positives (YOLOv3 paper 2.1).
 * @param rows logits [B, rows, channels]. @returns [B, rows], weighted.
 */
export function objectnessLoss(
  rows: Tensor3D,
  priors: Priors,
  targets: Targets,
  options: Recipe['loss'],
): Tensor2D {
  const { box, objectness } = channelLayout(priors.heads[0]!.layer.gaussian);
  const [batch, count] = rows.shape;
  const logits = tf.reshape<tf.Rank.R2>(tf.slice(rows, [0, 0, objectness], [-1, -1, 1]), [batch, count]);
  const goal = new Float32Array(batch * count);
  for (const row of targets.rows) goal[row] = 1;
  const positive = tf.tensor2d(goal, [batch, count]);
  const predicted = withoutGradient((): Tensor3D => {
    const table = tf.tensor2d(priors.values, [count, PRIOR_SIZE]);
    return boxesFromOffsets(predictedOffsets(tf.slice(rows, [0, 0, box], [-1, -1, 4]), table), table);
  });
  const counted = withoutGradient((): Tensor2D => {
    const near = tf.greater(bestOverlap(predicted, targets), options.ignoreThreshold);
    return tf.maximum(positive, tf.sub(1, tf.cast(near, 'float32')));
  });
  const wanted =
    options.objectnessTarget === 'iou' ? withoutGradient(() => iouWithGoal(predicted, targets)) : positive;
  return tf.mul(tf.mul(binaryCrossEntropy(logits, wanted), counted), options.objectnessWeight);
}

/** IoU of each positive's predicted box with the object that it is to find, in [0, 1]; 0 for other rows. [B, rows]. */
function iouWithGoal(predicted: Tensor3D, targets: Targets): Tensor2D {
  const goals = new Float32Array(predicted.size);
  targets.rows.forEach((row, i) => goals.set(targets.boxes.subarray(i * 4, i * 4 + 4), row * 4));
  const [px1, py1, px2, py2] = tf.split(predicted, 4, 2) as Sides;
  const [gx1, gy1, gx2, gy2] = tf.split(tf.tensor3d(goals, predicted.shape), 4, 2) as Sides;
  const width = tf.relu(tf.sub(tf.minimum(px2, gx2), tf.maximum(px1, gx1)));
  const height = tf.relu(tf.sub(tf.minimum(py2, gy2), tf.maximum(py1, gy1)));
  const intersection = tf.mul(width, height);
  const area = (x1: Tensor, y1: Tensor, x2: Tensor, y2: Tensor) => tf.mul(tf.sub(x2, x1), tf.sub(y2, y1));
  const union = tf.sub(tf.add(area(px1, py1, px2, py2), area(gx1, gy1, gx2, gy2)), intersection);
  return tf.squeeze(tf.div(intersection, tf.maximum(union, 1e-6)), [2]);
}

/**
 * The largest IoU of each row's predicted box with any object of its image, in [0, 1]. [B, rows].
 * The overlap with an ignore region is the share of the prediction that lies in it (COCO's rule for crowds).
 */
function bestOverlap(predicted: Tensor3D, { regions }: Targets): Tensor2D {
  const [batch] = predicted.shape;
  const [px1, py1, px2, py2] = tf.split(predicted, 4, 2) as Sides; // [B, rows, 1]
  const boxes = tf.transpose(tf.tensor3d(regions.boxes, [batch, regions.count, 4]), [0, 2, 1]);
  const [tx1, ty1, tx2, ty2] = tf.split(boxes, 4, 1) as Sides; // [B, 1, regions]
  const width = tf.relu(tf.sub(tf.minimum(px2, tx2), tf.maximum(px1, tx1))); // [B, rows, regions]
  const height = tf.relu(tf.sub(tf.minimum(py2, ty2), tf.maximum(py1, ty1)));
  const intersection = tf.mul(width, height);
  const predictedArea = tf.mul(tf.sub(px2, px1), tf.sub(py2, py1));
  const targetArea = tf.mul(tf.sub(tx2, tx1), tf.sub(ty2, ty1));
  const ignored = tf.tensor3d(regions.ignored, [batch, 1, regions.count]);
  const rest = tf.mul(tf.sub(targetArea, intersection), tf.sub(1, ignored));
  const overlap = tf.div(intersection, tf.maximum(tf.add(predictedArea, rest), 1e-6));
  return tf.max(overlap, 2);
}
