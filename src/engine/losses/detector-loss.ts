// The detector's loss over a batch: boxes, objectness, classes and, for a Gaussian head, uncertainty.
import type { Recipe } from '../../contract/recipe.ts';
import { channelLayout, channelsPerAnchor } from '../../core/network/layer.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import type { HeadTargets, Targets } from '../targets.ts';
import { tf, type Scalar, type Tensor, type Tensor2D, type Tensor4D } from '../tf.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { iouLoss } from './box-loss.ts';
import { boxesFromOffsets, predictedOffsets, targetOffsets } from './box-offsets.ts';
import { gatherRows } from './gather-rows.ts';
import { gaussianNegativeLogLikelihood, sigmaFromLogits } from './gaussian-loss.ts';
import { objectnessLoss, type Regions } from './objectness-loss.ts';
import { detach } from './without-gradient.ts';

export type LossOptions = Recipe['loss'];

/** Terms of one head, each weighted: box, objectness, class, sigma. */
export const LOSS_TERMS = ['box', 'objectness', 'class', 'sigma'] as const;

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
  const table = tf.mul<Tensor2D>(tf.stack(terms.map((term) => tf.stack(term))), scale);
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
  const rows = tf.reshape<tf.Rank.R2>(logits, [-1, channels]);
  const objectness = objectnessLoss(rows, logits.shape[0], head, targets, regions, options);
  const nothing = tf.scalar(0);
  if (targets.rows.length === 0) return [nothing, objectness, nothing, nothing];

  const positives = gatherRows(rows, tf.tensor1d(targets.rows, 'int32'));
  const count = targets.rows.length;
  const goal = tf.tensor2d(targets.boxes, [count, 4]);
  const priors = tf.tensor2d(targets.priors, [count, 4]);
  const box = tf.slice(positives, [0, layout.box], [count, 4]);
  const classes = tf.slice(positives, [0, layout.classes], [count, head.layer.classes]);
  // Cast, because the WebAssembly backend writes integers into a float32 oneHot.
  const classGoal = tf.cast(
    tf.oneHot(tf.tensor1d(targets.classIndexes, 'int32'), head.layer.classes),
    'float32',
  );
  const classLoss = tf.mul(tf.sum(binaryCrossEntropy<Tensor>(classes, classGoal)), options.classWeight);
  const sigmaLogits = head.layer.gaussian ? tf.slice(positives, [0, layout.sigma], [count, 4]) : null;
  const regression = regressionLoss(box, sigmaLogits, goal, priors, head, options);
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
