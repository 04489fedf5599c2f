// How many epochs fit into a time limit, from what the first steps took.

/** What a training's time is spent on. */
export interface TrainingWork {
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  /** Images that one validation, and the evaluation at the end, predict. */
  readonly validationImages: number;
  readonly evaluationImages: number;
  /** Validation every so many epochs. */
  readonly everyEpochs: number;
}

export interface EpochPlanInput extends TrainingWork {
  /** Seconds that the whole job may take, and that have passed. */
  readonly limitSeconds: number;
  readonly elapsedSeconds: number;
  readonly stepSeconds: number;
  readonly stepsDone: number;
}

/** Prediction of an image takes about this share of its training step. */
const PREDICTION_SHARE = 0.4;
/** Share of the time left that is kept back, because machines are noisy. */
const MARGIN = 0.15;

/** Seconds that predicting some images will take. */
export function predictionSeconds(images: number, stepSeconds: number, batchSize: number): number {
  return (images / batchSize) * stepSeconds * PREDICTION_SHARE;
}

/** Whole epochs that fit, at least 1. Validation every `everyEpochs` and the evaluation at the end are allowed for. */
export function planEpochs(input: EpochPlanInput): number {
  const { stepSeconds, stepsPerEpoch, batchSize, everyEpochs } = input;
  const end = predictionSeconds(input.evaluationImages, stepSeconds, batchSize);
  const left = (input.limitSeconds - input.elapsedSeconds) * (1 - MARGIN) - end;
  const validation = predictionSeconds(input.validationImages, stepSeconds, batchSize) / everyEpochs;
  const epochSeconds = stepsPerEpoch * stepSeconds + validation;
  return Math.max(1, Math.floor(left / epochSeconds + input.stepsDone / stepsPerEpoch));
}
