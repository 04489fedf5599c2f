// Optimizers over one flat vector: SGD with momentum, Adam; weight decay, clipping and averaging included.
import type { Recipe } from '../../contract/recipe.ts';
import { tf, type Scalar, type Tensor1D } from '../tf.ts';

export type OptimizerOptions = Recipe['optimizer'];

/** Vectors of an optimizer, all of the parameters' length; `second` is empty for SGD. */
export interface OptimizerState {
  /** Momentum buffer (SGD) or first moment (Adam). */
  readonly first: Tensor1D;
  /** Second moment (Adam). */
  readonly second: Tensor1D;
}

const ADAM_SECOND_DECAY = 0.999;
const ADAM_EPSILON = 1e-8;

/** An optimizer's vectors before the first step: zeros. @param count of the parameters */
export function initialMoments(
  { kind }: Pick<OptimizerOptions, 'kind'>,
  count: number,
): Record<keyof OptimizerState, Float32Array> {
  return { first: new Float32Array(count), second: new Float32Array(kind === 'adam' ? count : 0) };
}

/** Numbers that are added up one after the other. */
const SUM_ROW = 1024;

/** The sum, row by row: WebAssembly adds in float32 from left to right, which loses parts in thousands over millions. */
function sumInRows(values: Tensor1D): Scalar {
  const padded = tf.pad1d(values, [0, (SUM_ROW - (values.size % SUM_ROW)) % SUM_ROW]);
  return tf.sum(tf.sum(tf.reshape(padded, [-1, SUM_ROW]), 1));
}

/** Scales a gradient down to a norm of at most `limit`. The caller disposes both. */
export function clipByGlobalNorm(gradient: Tensor1D, limit: number): { clipped: Tensor1D; norm: Tensor1D } {
  return tf.tidy(() => {
    const norm = tf.sqrt(sumInRows(tf.square(gradient)));
    const factor = tf.div(limit, tf.maximum(norm, limit));
    return { clipped: tf.mul(gradient, factor), norm: tf.reshape(norm, [1]) };
  });
}

/**
 * One update. All vectors [count]; `step` counts from 0. The caller disposes what it gave and what it gets.
 * Weight decay is added to the gradient where `decay` is 1 (SGD), or applied to the weights (Adam: decoupled, AdamW).
 */
export function updateParameters(
  parameters: Tensor1D,
  gradient: Tensor1D,
  decay: Tensor1D,
  state: OptimizerState,
  options: OptimizerOptions,
  learningRate: number,
  step: number,
): { parameters: Tensor1D; state: OptimizerState } {
  return tf.tidy(() => {
    const { momentum, weightDecay } = options;
    if (options.kind === 'sgd') {
      const decayed = tf.add(gradient, tf.mul(tf.mul(parameters, decay), weightDecay));
      const first = tf.add<Tensor1D>(tf.mul(state.first, momentum), decayed);
      const direction = options.nesterov ? tf.add(decayed, tf.mul(first, momentum)) : first;
      return {
        parameters: tf.sub<Tensor1D>(parameters, tf.mul(direction, learningRate)),
        state: { first, second: state.second.clone() },
      };
    }
    const first = tf.add<Tensor1D>(tf.mul(state.first, momentum), tf.mul(gradient, 1 - momentum));
    const second = tf.add<Tensor1D>(
      tf.mul(state.second, ADAM_SECOND_DECAY),
      tf.mul(tf.square(gradient), 1 - ADAM_SECOND_DECAY),
    );
    const correctedRate =
      (learningRate * Math.sqrt(1 - ADAM_SECOND_DECAY ** (step + 1))) / (1 - momentum ** (step + 1));
    const shrunk = tf.sub(parameters, tf.mul(tf.mul(parameters, decay), learningRate * weightDecay));
    return {
      parameters: tf.sub<Tensor1D>(
        shrunk,
        tf.mul(tf.div(first, tf.add(tf.sqrt(second), ADAM_EPSILON)), correctedRate),
      ),
      state: { first, second },
    };
  });
}

/** decay * average + (1 - decay) * values. The caller disposes. */
export function movingAverage(average: Tensor1D, values: Tensor1D, decay: number): Tensor1D {
  return tf.tidy(() => tf.add(tf.mul(average, decay), tf.mul(values, 1 - decay)));
}
