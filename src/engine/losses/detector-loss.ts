// The detector's loss over a batch: boxes, objectness, classes and, for a Gaussian head, uncertainty.
import type { Recipe } from '../../contract/recipe.ts';
import { channelLayout } from '../../core/network/layer.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import { joinHeads, PRIOR_SIZE, type Priors } from '../priors.ts';
import type { Targets } from '../targets.ts';
import { tf, type Scalar, type Tensor, type Tensor2D, type Tensor4D } from '../tf.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { iouLoss } from './box-loss.ts';
import { boxesFromOffsets, predictedOffsets, targetOffsets } from './box-offsets.ts';
import { gatherRows } from './gather-rows.ts';
import { gaussianNegativeLogLikelihood, sigmaFromLogits } from './gaussian-loss.ts';
import { objectnessLoss } from './objectness-loss.ts';
import { detach, withoutGradient } from './without-gradient.ts';

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

/** Losses of positives, each weighted, [positives, 1]. */
interface PositiveLosses {
  readonly box: Tensor2D;
  readonly class: Tensor2D;
  readonly sigma: Tensor2D | null;
}

/**
 * Sums over all heads, divided by the number of positives in the batch, so that images with many objects weigh more
 * and the balance of the terms does not depend on the grid. The rows of all heads are worked on together: a step's
 * time on small grids goes into the number of operations, not into their size.
 * @param logits per head [B, gridH, gridW, anchors * channels].
 */
export function detectorLoss(
  logits: readonly Tensor4D[],
  priors: Priors,
  targets: Targets,
  options: LossOptions,
): DetectorLoss {
  const rows = joinHeads(logits, priors);
  const objectness = objectnessLoss(rows, priors, targets, options);
  const positives = targets.rows.length > 0 ? positiveLosses(rows, priors, targets, options) : null;
  const parts: Tensor[] = [objectness];
  if (positives) parts.push(positives.box, positives.class, ...(positives.sigma ? [positives.sigma] : []));
  const scale = 1 / Math.max(1, targets.rows.length);
  const total = tf.mul<Scalar>(tf.addN(parts.map((part) => tf.sum(part))), scale);
  const terms = withoutGradient<Tensor2D>(() =>
    tf.mul(termsPerHead(objectness, positives, priors, targets), scale),
  );
  return { total, terms };
}

function positiveLosses(
  rows: tf.Tensor3D,
  priors: Priors,
  targets: Targets,
  options: LossOptions,
): PositiveLosses {
  const [batch, perImage, channels] = rows.shape;
  const { layer } = priors.heads[0]!;
  const layout = channelLayout(layer.gaussian);
  const count = targets.rows.length;
  const flat = tf.reshape<tf.Rank.R2>(rows, [batch * perImage, channels]);
  const found = gatherRows(flat, tf.tensor1d(targets.rows, 'int32'));
  const part = (from: number, size: number) => tf.slice(found, [0, from], [count, size]);
  // Cast, because the WebAssembly backend writes integers into a float32 oneHot.
  const classGoal = tf.cast(tf.oneHot(tf.tensor1d(targets.classIndexes, 'int32'), layer.classes), 'float32');
  const classLoss = binaryCrossEntropy<Tensor>(part(layout.classes, layer.classes), classGoal);
  const regression = regressionLoss(
    part(layout.box, 4),
    layer.gaussian ? part(layout.sigma, 4) : null,
    tf.tensor2d(targets.boxes, [count, 4]),
    tf.tensor2d(targets.priors, [count, PRIOR_SIZE]),
    inputArea(priors.heads[0]!),
    options,
  );
  return { ...regression, class: tf.mul(tf.sum(classLoss, 1, true), options.classWeight) };
}

/** px squared. */
function inputArea({ gridWidth, gridHeight, stride }: HeadShape): number {
  return gridWidth * gridHeight * stride ** 2;
}

/** Weight of small boxes in the paper's regression: 2 - w h with sides as shares of the input. [N, 1]. */
function smallBoxWeight(goal: Tensor2D, area: number): Tensor2D {
  const [topLeft, bottomRight] = tf.split(goal, 2, 1) as [Tensor, Tensor];
  const [width, height] = tf.split(tf.sub(bottomRight, topLeft), 2, 1) as [Tensor, Tensor];
  return tf.sub(2, tf.div(tf.mul(width, height), area));
}

function regressionLoss(
  box: Tensor2D,
  sigmaLogits: Tensor2D | null,
  goal: Tensor2D,
  priors: Tensor2D,
  area: number,
  options: LossOptions,
): Pick<PositiveLosses, 'box' | 'sigma'> {
  const offsets = predictedOffsets(box, priors);
  const likelihood = (means: Tensor2D) =>
    gaussianNegativeLogLikelihood(targetOffsets(goal, priors), means, sigmaFromLogits(sigmaLogits!));
  if (options.box === 'gaussian-nll') {
    if (!sigmaLogits) throw new Error('The loss gaussian-nll needs a Gaussian head.');
    const weight = tf.mul(smallBoxWeight(goal, area), 0.5 * options.boxWeight);
    return { box: tf.mul(tf.sum(likelihood(offsets), 1, true), weight), sigma: null };
  }
  const perBox =
    options.box === 'mse'
      ? tf.mul<Tensor2D>(
          tf.sum(tf.square(tf.sub(offsets, targetOffsets(goal, priors))), 1, true),
          tf.mul(smallBoxWeight(goal, area), 0.5),
        )
      : iouLoss(options.box, boxesFromOffsets(offsets, priors), goal);
  // With another box loss the likelihood trains the uncertainty alone: the means are constants to it.
  const sigma = sigmaLogits
    ? tf.mul<Tensor2D>(tf.sum(likelihood(detach(offsets)), 1, true), options.sigmaWeight)
    : null;
  return { box: tf.mul(perBox, options.boxWeight), sigma };
}

/** Sums of each head's rows and positives. [heads, 4]. */
function termsPerHead(
  objectness: Tensor2D,
  positives: PositiveLosses | null,
  { heads, offsets, length }: Priors,
  targets: Targets,
): Tensor2D {
  const sizes = heads.map((_, i) => (offsets[i + 1] ?? length) - offsets[i]!);
  const ofRows = tf.stack(tf.split(objectness, sizes, 1).map((rows) => tf.sum(rows)));
  if (!positives)
    return tf.pad2d(tf.expandDims(ofRows, 1), [
      [0, 0],
      [1, 2],
    ]);
  const belongs = tf.oneHot(tf.tensor1d(targets.heads, 'int32'), heads.length);
  const nothing = tf.zerosLike(positives.box);
  const table = tf.concat([positives.box, nothing, positives.class, positives.sigma ?? nothing], 1);
  const ofPositives = tf.matMul(tf.cast(belongs, 'float32'), table, true);
  return tf.add(ofPositives, tf.mul(tf.expandDims(ofRows, 1), tf.tensor2d([[0, 1, 0, 0]])));
}
