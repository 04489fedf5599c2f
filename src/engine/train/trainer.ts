// One training: the network's numbers, the optimizer's, and the step that advances them.
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import type { Network } from '../../core/network/layer.ts';
import { networkHeads } from '../../core/network/shapes.ts';
import { learningRateAt } from '../../core/schedules/learning-rate.ts';
import { detectorLoss } from '../losses/detector-loss.ts';
import { forward, nameTensors, trainingPass } from '../network/forward.ts';
import {
  decayMask,
  initialParameters,
  initialStatistics,
  joinSlots,
  parameterLayout,
  splitSlots,
  type ParameterLayout,
} from '../network/parameters.ts';
import { priorsOf, type Priors } from '../priors.ts';
import type { Targets } from '../targets.ts';
import { tf, type Tensor, type Tensor1D, type Tensor4D } from '../tf.ts';
import { clipByGlobalNorm, initialMoments, movingAverage, updateParameters } from './optimizer.ts';

/** Share of the old value in the running mean and variance of batch normalisation. */
const STATISTICS_DECAY = 0.97;

/** All numbers of a training, flat: what a resumable checkpoint holds. */
export interface TrainerState {
  /** Steps taken. */
  readonly step: number;
  readonly parameters: Float32Array;
  /** Moving average of the parameters: what predicts. */
  readonly average: Float32Array;
  readonly statistics: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** What one step did. */
export interface StepResult {
  readonly step: number;
  readonly learningRate: number;
  readonly total: number;
  /** Per head, coarsest first, weighted: box, objectness, class, sigma. */
  readonly terms: readonly (readonly number[])[];
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** False when loss or gradient is not a number: then nothing was updated. */
  readonly finite: boolean;
}

type State = Record<'parameters' | 'average' | 'statistics' | 'first' | 'second', Tensor1D>;

/** Trains a network. Holds tensors until `dispose`. */
export class Trainer {
  readonly network: Network;
  readonly priors: Priors;
  readonly layout: ParameterLayout;
  /** Length of the whole training in steps; decides the learning rate. */
  totalSteps: number;
  #recipe: ResolvedRecipe;
  #state: State;
  #decay: Tensor1D;
  #step: number;

  /** @param startFrom of a training that is resumed, or `startingState` of other numbers than fresh ones */
  constructor(network: Network, recipe: ResolvedRecipe, totalSteps: number, startFrom?: TrainerState) {
    this.network = network;
    this.priors = priorsOf(networkHeads(network));
    this.layout = parameterLayout(network);
    this.totalSteps = totalSteps;
    this.#recipe = recipe;
    this.#decay = tf.tensor1d(decayMask(this.layout));
    this.#step = startFrom?.step ?? 0;
    this.#state = loadState(startFrom ?? freshState(network, this.layout, recipe));
  }

  /** Steps taken so far. */
  get step(): number {
    return this.#step;
  }

  /**
   * One step on a batch.
   * @param pixels [B, H, W, 3] float32, normalised and augmented. The caller disposes.
   */
  async trainStep(pixels: Tensor4D, targets: Targets): Promise<StepResult> {
    const { optimizer, schedule } = this.#recipe;
    const step = this.#step;
    const learningRate = learningRateAt(
      { ...schedule, learningRate: optimizer.learningRate, totalSteps: this.totalSteps },
      step,
    );
    const { gradient, batchStatistics, terms } = this.#differentiate(pixels, targets);
    const { clipped, norm } = clipByGlobalNorm(gradient, optimizer.gradientClipNorm);
    const [gradientNorm, termValues] = [(await norm.data())[0]!, (await terms.array()) as number[][]];
    const total = termValues.flat().reduce((sum, term) => sum + term, 0);
    const finite = Number.isFinite(total) && Number.isFinite(gradientNorm);
    if (finite) this.#advance(clipped, batchStatistics, learningRate, step);
    tf.dispose([gradient, batchStatistics, terms, clipped, norm]);
    return { step, learningRate, total, terms: termValues, gradientNorm, finite };
  }

  #differentiate(pixels: Tensor4D, targets: Targets) {
    return tf.tidy(() => {
      const slots = splitSlots(this.#state.parameters, this.layout.parameters);
      const kept: Tensor[] = [];
      const loss = (...tensors: Tensor[]) => {
        const collected: Tensor[] = [];
        const pass = trainingPass(nameTensors(this.layout.parameters, tensors), (_, mean, variance) => {
          collected.push(mean, variance);
        });
        const logits = forward(this.network, pixels, pass);
        const { total, terms } = detectorLoss(logits, this.priors, targets, this.#recipe.loss);
        // The tape's scope ends with this function; what is reported has to outlive it.
        kept.push(tf.keep(joinSlots(collected)), tf.keep(terms.clone()));
        return total;
      };
      const { value, grads } = tf.valueAndGrads(loss)(slots);
      value.dispose();
      const [batchStatistics, terms] = kept as [Tensor1D, Tensor];
      return { gradient: joinSlots(grads), batchStatistics, terms };
    });
  }

  #advance(gradient: Tensor1D, batchStatistics: Tensor1D, learningRate: number, step: number): void {
    const { optimizer } = this.#recipe;
    const before = this.#state;
    const { parameters, state } = updateParameters(
      before.parameters,
      gradient,
      this.#decay,
      before,
      optimizer,
      learningRate,
      step,
    );
    // The average follows closely at first, when the weights still move far.
    const averageDecay = Math.min(optimizer.emaDecay, (1 + step) / (10 + step));
    // The first step replaces the initial statistics, which describe nothing.
    const statisticsDecay = Math.min(STATISTICS_DECAY, step / (1 + step));
    this.#state = {
      parameters,
      average: movingAverage(before.average, parameters, averageDecay),
      statistics: movingAverage(before.statistics, batchStatistics, statisticsDecay),
      ...state,
    };
    this.#step = step + 1;
    tf.dispose(Object.values(before));
  }

  /** Copies all numbers out, for a checkpoint. */
  async state(): Promise<TrainerState> {
    const read = async (tensor: Tensor1D) => Float32Array.from(await tensor.data());
    const { parameters, average, statistics, first, second } = this.#state;
    return {
      step: this.#step,
      parameters: await read(parameters),
      average: await read(average),
      statistics: await read(statistics),
      first: await read(first),
      second: await read(second),
    };
  }

  dispose(): void {
    tf.dispose([this.#decay, ...Object.values(this.#state)]);
  }
}

function loadState(saved: TrainerState): State {
  return {
    parameters: tf.tensor1d(saved.parameters),
    average: tf.tensor1d(saved.average),
    statistics: tf.tensor1d(saved.statistics),
    first: tf.tensor1d(saved.first),
    second: tf.tensor1d(saved.second),
  };
}

/** The state before the first step of a training that begins with these numbers; the average begins as they are. */
export function startingState(
  { parameters, statistics }: Pick<TrainerState, 'parameters' | 'statistics'>,
  optimizer: ResolvedRecipe['optimizer'],
): TrainerState {
  return {
    step: 0,
    parameters,
    average: parameters,
    statistics,
    ...initialMoments(optimizer, parameters.length),
  };
}

function freshState(network: Network, layout: ParameterLayout, recipe: ResolvedRecipe): TrainerState {
  const numbers = {
    parameters: initialParameters(network, layout, recipe.seed),
    statistics: initialStatistics(layout),
  };
  return startingState(numbers, recipe.optimizer);
}
