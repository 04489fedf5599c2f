// The detector's loss over a batch: boxes, objectness, classes and, for a Gaussian head, uncertainty.
import type { Recipe } from '../../contract/recipe.ts';
import { SIZE_LOGIT_LIMIT } from '../../core/decode/decode-head.ts';
import { channelLayout, channelsPerAnchor } from '../../core/network/layer.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import type { HeadTargets, Targets } from '../targets.ts';
import {
  tf,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from '../tf.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { iouLoss } from './box-loss.ts';
import { gatherRows } from './gather-rows.ts';
import { gaussianNegativeLogLikelihood, sigmaFromLogits } from './gaussian-loss.ts';
import { detach, withoutGradient } from './without-gradient.ts';

export type LossOptions = Recipe['loss'];

/** Terms of one head, each weighted: box, objectness, class, sigma. */
export const LOSS_TERMS = ['box', 'objectness', 'class', 'sigma'] as const;

/** Objects and ignore regions of a batch: boxes [B, M, 4] input px xyxy; ignored [B, 1, M] is 1 for ignore regions. */
interface Regions {
  readonly boxes: Tensor3D;
  readonly ignored: Tensor3D;
}

/** The loss and its parts. */
export interface DetectorLoss {
  /** Scalar: sum of all terms. */
  readonly total: Scalar;
  /** [heads, 4] in the order of LOSS_TERMS; no gradient is taken through it. */
  readonly terms: Tensor2D;
}

/**
 * Sums over all heads, divided by the number of positives in the batch, so that images with many objects weigh more
 * and the balance of the terms does not depend on the grid.
 * @param logits per head [B, gridH, gridW, anchors * channels].
 */
export function detectorLoss(
  logits: readonly Tensor4D[],
  heads: readonly HeadShape[],
  targets: Targets,
  options: LossOptions,
): DetectorLoss {
  const batch = logits[0]!.shape[0];
  const regions = {
    boxes: tf.tensor3d(targets.boxes, [batch, targets.maxBoxes, 4]),
    ignored: tf.tensor3d(targets.ignored, [batch, 1, targets.maxBoxes]),
  };
  const scale = 1 / Math.max(1, targets.positives);
  const terms = heads.map((head, i) => headLoss(logits[i]!, head, targets.heads[i]!, regions, options));
  const table = tf.mul(tf.stack(terms.map((term) => tf.stack(term))), scale) as Tensor2D;
  return { total: tf.sum(table), terms: table };
}

function headLoss(
  logits: Tensor4D,
  head: HeadShape,
  targets: HeadTargets,
  regions: Regions,
  options: LossOptions,
): [Tensor, Tensor, Tensor, Tensor] {
  const channels = channelsPerAnchor(head.layer);
  const layout = channelLayout(head.layer.gaussian);
  const rows = tf.reshape(logits, [-1, channels]) as Tensor2D;
  const objectness = objectnessLoss(rows, logits.shape[0], head, targets, regions, options);
  const nothing = tf.scalar(0);
  if (targets.rows.length === 0) return [nothing, objectness, nothing, nothing];

  const positives = gatherRows(rows, tf.tensor1d(targets.rows, 'int32'));
  const count = targets.rows.length;
  const goal = tf.tensor2d(targets.boxes, [count, 4]);
  const priors = tf.tensor2d(targets.priors, [count, 4]);
  const box = tf.slice(positives, [0, layout.box], [count, 4]);
  const classes = tf.slice(positives, [0, layout.classes], [count, head.layer.classes]);
  const classGoal = tf.oneHot(
    tf.tensor1d(targets.classIndexes, 'int32'),
    head.layer.classes,
    1,
    0,
    'float32',
  );
  const classLoss = tf.mul(tf.sum(binaryCrossEntropy<Tensor>(classes, classGoal)), options.classWeight);
  const sigmaLogits = head.layer.gaussian ? tf.slice(positives, [0, layout.sigma], [count, 4]) : null;
  const regression = regressionLoss(
    box as Tensor2D,
    sigmaLogits as Tensor2D | null,
    goal,
    priors,
    head,
    options,
  );
  return [regression.box, objectness, classLoss, regression.sigma];
}

/** Weight of small boxes in the paper's regression: 2 - w h with sides as shares of the input. [N, 1]. */
function smallBoxWeight(goal: Tensor2D, head: HeadShape): Tensor {
  const [x1, y1, x2, y2] = tf.split(goal, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const inputArea = head.gridWidth * head.gridHeight * head.stride ** 2;
  return tf.sub(2, tf.div(tf.mul(tf.sub(x2, x1), tf.sub(y2, y1)), inputArea));
}

function regressionLoss(
  box: Tensor2D,
  sigmaLogits: Tensor2D | null,
  goal: Tensor2D,
  priors: Tensor2D,
  head: HeadShape,
  options: LossOptions,
): { box: Tensor; sigma: Tensor } {
  const offsets = predictedOffsets(box, head);
  const goalOffsets = () => targetOffsets(goal, priors, head);
  if (options.box === 'gaussian-nll') {
    if (!sigmaLogits) throw new Error('The loss gaussian-nll needs a Gaussian head.');
    const nll = gaussianNegativeLogLikelihood(goalOffsets(), offsets, sigmaFromLogits(sigmaLogits));
    const weighted = tf.mul(nll, tf.mul(smallBoxWeight(goal, head), 0.5 * options.boxWeight));
    return { box: tf.sum(weighted), sigma: tf.scalar(0) };
  }
  const perBox =
    options.box === 'mse'
      ? tf.mul(
          tf.sum(tf.square(tf.sub(offsets, goalOffsets())), 1, true),
          tf.mul(smallBoxWeight(goal, head), 0.5),
        )
      : iouLoss(options.box, boxesFromOffsets(offsets, priors, head), goal);
  // With another box loss the likelihood trains the uncertainty alone: the means are constants to it.
  const sigma = sigmaLogits
    ? tf.mul(
        tf.sum(gaussianNegativeLogLikelihood(goalOffsets(), detach(offsets), sigmaFromLogits(sigmaLogits))),
        options.sigmaWeight,
      )
    : tf.scalar(0);
  return { box: tf.mul(tf.sum(perBox), options.boxWeight), sigma };
}

/** x, y as offsets from the cell's corner in cells, w, h as logarithms of the anchor's multiple. [N, 4]. */
function predictedOffsets(box: Tensor2D, head: HeadShape): Tensor2D {
  const { scaleXY } = head.layer;
  const xy = tf.sub(tf.mul(tf.sigmoid(tf.slice(box, [0, 0], [-1, 2])), scaleXY), (scaleXY - 1) / 2);
  const wh = tf.minimum(tf.slice(box, [0, 2], [-1, 2]), SIZE_LOGIT_LIMIT);
  return tf.concat([xy, wh], 1) as Tensor2D;
}

/** The inverse of `boxesFromOffsets` for ground truth. [N, 4]. */
function targetOffsets(goal: Tensor2D, priors: Tensor2D, head: HeadShape): Tensor2D {
  const topLeft = tf.slice(goal, [0, 0], [-1, 2]);
  const bottomRight = tf.slice(goal, [0, 2], [-1, 2]);
  const cells = tf.slice(priors, [0, 0], [-1, 2]);
  const anchors = tf.slice(priors, [0, 2], [-1, 2]);
  const centre = tf.div(tf.add(topLeft, bottomRight), 2 * head.stride);
  return tf.concat(
    [tf.sub(centre, cells), tf.log(tf.div(tf.sub(bottomRight, topLeft), anchors))],
    1,
  ) as Tensor2D;
}

/** Offsets to boxes, input px xyxy. [N, 4]. */
function boxesFromOffsets(offsets: Tensor2D, priors: Tensor2D, head: HeadShape): Tensor2D {
  const cells = tf.slice(priors, [0, 0], [-1, 2]);
  const anchors = tf.slice(priors, [0, 2], [-1, 2]);
  const centre = tf.mul(tf.add(tf.slice(offsets, [0, 0], [-1, 2]), cells), head.stride);
  const half = tf.div(tf.mul(tf.exp(tf.slice(offsets, [0, 2], [-1, 2])), anchors), 2);
  return tf.concat([tf.sub(centre, half), tf.add(centre, half)], 1) as Tensor2D;
}

/** Binary cross-entropy over all rows, but those near an object that are not its positives (YOLOv3 paper 2.1). */
function objectnessLoss(
  rows: Tensor2D,
  batch: number,
  head: HeadShape,
  targets: HeadTargets,
  regions: Regions,
  options: LossOptions,
): Tensor {
  const { objectness } = channelLayout(head.layer.gaussian);
  const logits = tf.reshape(tf.slice(rows, [0, objectness], [-1, 1]), [-1]) as Tensor1D;
  const goal = new Float32Array(logits.size);
  for (const row of targets.rows) goal[row] = 1;
  const positive = tf.tensor1d(goal);
  const near = withoutGradient(rows, (values) =>
    nearObject(values, batch, head, regions, options.ignoreThreshold),
  );
  const counted = tf.maximum(positive, tf.sub(1, near));
  return tf.mul(tf.sum(tf.mul(binaryCrossEntropy(logits, positive), counted)), options.objectnessWeight);
}

/**
 * 1 for rows whose predicted box overlaps any object of its image by more than the threshold, else 0. [rows].
 * The overlap with an ignore region is the share of the prediction that lies in it (COCO's rule for crowds).
 */
function nearObject(
  rows: Tensor2D,
  batch: number,
  head: HeadShape,
  regions: Regions,
  threshold: number,
): Tensor1D {
  const perImage = rows.shape[0] / batch;
  const predicted = boxesFromOffsets(
    predictedOffsets(tf.slice(rows, [0, 0], [-1, 4]), head),
    tf.tile(priorGrid(head), [batch, 1]),
    head,
  );
  type Sides = [Tensor, Tensor, Tensor, Tensor];
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
  return tf.cast(tf.greater(tf.reshape(tf.max(overlap, 2), [-1]), threshold), 'float32');
}

/** Column, row, anchor width and height of every row of a head for one image: [gridH * gridW * anchors, 4]. */
function priorGrid(head: HeadShape): Tensor2D {
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
