// The epochs of a training: batches, steps, validation, checkpoints, and the events that tell of them.
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import type { JobEventPayload, StepProfile, ValidationMetrics } from '../../contract/job-events.ts';
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { createRandom, deriveSeed, shuffle } from '../../core/random.ts';
import { UserError } from '../../core/user-error.ts';
import { augmentObjects, augmentPixels, drawAugmentation } from '../../engine/augment.ts';
import { PixelInput } from '../../engine/pixels.ts';
import { countTensors } from '../../engine/count-tensors.ts';
import { KernelProfile } from '../../engine/profile.ts';
import { buildTargets, type Targets } from '../../engine/targets.ts';
import { Trainer, type StepResult, type TrainerState } from '../../engine/train/trainer.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { SampleSource, type InputSample } from '../data/sample-source.ts';
import { PREDICTION_BATCH } from '../evaluate/evaluate-run.ts';
import { judgeSplit, leadingMetrics, noReadableImage } from '../evaluate/judge-split.ts';
import { recipeSettings } from '../evaluate/operating-settings.ts';
import { PROGRESS_INTERVAL_MS, ProgressQueue } from '../progress-queue.ts';
import { networkOf, recordsOf } from '../recipe/resolve-recipe.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { EpochTotals } from './epoch-totals.ts';
import { StepTimes } from './step-times.ts';
import { TrainingClock } from './training-clock.ts';
import { trainingRecords } from './training-marks.ts';

export interface TrainingSetup {
  readonly dataset: Dataset;
  /** Of training images; a person's. */
  readonly marks: readonly Mark[];
  readonly recipe: ResolvedRecipe;
  readonly folder: RunFolder;
  readonly signal: AbortSignal;
  readonly maxMinutes: number | null;
  /** Time every operation of the steps. */
  readonly profile: boolean;
}

/** Runs one training. Holds tensors until `dispose`. */
export class TrainingLoop {
  /** The recipe as it stands: the number of epochs may have been planned. */
  recipe: ResolvedRecipe;
  readonly source: SampleSource;
  readonly times = new StepTimes();
  readonly #setup: TrainingSetup;
  readonly #trainer: Trainer;
  readonly #train: ImageRecord[];
  readonly #validation: ImageRecord[];
  readonly #stepsPerEpoch: number;
  readonly #clock: TrainingClock;
  readonly #checkpoints: CheckpointKeeper;
  readonly #pixels: PixelInput;
  readonly #profile: KernelProfile | null;

  constructor(setup: TrainingSetup, saved?: TrainerState) {
    const { dataset, recipe } = setup;
    this.#setup = setup;
    this.recipe = recipe;
    this.#train = trainingRecords(dataset, recipe.data, setup.marks);
    this.#validation = recipe.data.validation === null ? [] : recordsOf(dataset, [recipe.data.validation]);
    this.#stepsPerEpoch = Math.max(1, Math.floor(this.#train.length / recipe.schedule.batchSize));
    this.#clock = new TrainingClock({
      limitSeconds: setup.maxMinutes === null ? null : setup.maxMinutes * 60,
      stepsPerEpoch: this.#stepsPerEpoch,
      batchSize: recipe.schedule.batchSize,
      warmupSteps: recipe.schedule.warmupSteps,
      validationImages: this.#validation.length,
      evaluationImages: recordsOf(dataset, [recipe.data.test ?? recipe.data.validation ?? '']).length,
      everyEpochs: recipe.evaluation.everyEpochs,
    });
    const network = networkOf(recipe, dataset.classes);
    this.source = new SampleSource(dataset.root, network.input);
    this.#trainer = new Trainer(network, recipe, recipe.schedule.epochs * this.#stepsPerEpoch, saved);
    this.#pixels = new PixelInput(network.input, recipe.input);
    this.#checkpoints = new CheckpointKeeper(setup.folder, this.#about);
    this.#profile = setup.profile ? new KernelProfile() : null;
  }

  started(backend: string): JobEventPayload {
    return {
      type: 'started',
      runId: this.#setup.folder.directory.split(/[\\/]/).at(-1)!,
      backend,
      epochs: this.recipe.schedule.epochs,
      stepsPerEpoch: this.#stepsPerEpoch,
      parameters: this.#trainer.layout.parameterCount + this.#trainer.layout.statisticCount,
    };
  }

  /** All epochs that are left. */
  async *run(): AsyncGenerator<JobEventPayload, void> {
    if (this.#trainer.step > 0) await this.#checkpoints.recall();
    while (this.#trainer.step < this.#trainer.totalSteps) {
      const epoch = Math.floor(this.#trainer.step / this.#stepsPerEpoch) + 1;
      yield* this.#epoch(epoch);
      if (epoch < this.recipe.schedule.epochs && this.#clock.outOfTime()) {
        yield {
          type: 'log',
          level: 'warning',
          message: `The time limit ends the training after epoch ${epoch}.`,
        };
        return;
      }
    }
  }

  async *#epoch(epoch: number): AsyncGenerator<JobEventPayload, void> {
    const { schedule } = this.recipe;
    const shuffled = this.#epochRecords(epoch);
    const totals = new EpochTotals(this.#trainer.priors.heads.map((head) => head.stride));
    let learningRate = 0;
    let lastProgress = 0;
    let waitingSince = performance.now();
    for await (const batch of this.source.batches(shuffled, schedule.batchSize)) {
      const waited = (performance.now() - waitingSince) / 1000;
      this.times.add('waiting for images', waited);
      for (const message of this.source.takeProblems()) yield { type: 'log', level: 'warning', message };
      if (batch.length === 0) continue;
      if (this.#setup.signal.aborted) {
        yield* this.#saveLast(epoch);
        this.#setup.signal.throwIfAborted();
      }
      const start = performance.now();
      const { result, targets } = await this.#step(batch);
      const seconds = waited + (performance.now() - start) / 1000;
      if (!result.finite) yield* this.#diverge(epoch, result);
      this.#clock.addStep(seconds);
      totals.add(result, targets, batch.length, seconds, waited);
      learningRate = result.learningRate;
      if (this.#clock.planDue()) yield* this.#plan();
      if (performance.now() - lastProgress >= PROGRESS_INTERVAL_MS) {
        lastProgress = performance.now();
        yield this.#progress(epoch, totals);
      }
      waitingSince = performance.now();
    }
    if (totals.steps === 0) throw noReadableImage('training'); // They were readable when the epoch began.
    const validation = this.#validationDue(epoch) ? yield* this.#validate() : null;
    yield {
      type: 'metric',
      epoch,
      step: this.#trainer.step,
      seconds: this.#clock.elapsedSeconds,
      learningRate,
      imagesPerSecond: totals.imagesPerSecond,
      waitShare: totals.waitShare,
      memory: memoryNow(),
      losses: totals.losses,
      branches: totals.branches,
      ...(validation ? { validation } : {}),
    };
    // The last comes last: a training that is killed before it repeats the epoch, and no title is lost.
    if (validation) yield* await this.#checkpoints.saveBest(epoch, await this.#trainer.state(), validation);
    yield* this.#saveLast(epoch);
  }

  /** Images of what is left of an epoch, shuffled by its number, as many as its steps take. */
  #epochRecords(epoch: number): ImageRecord[] {
    const { seed, schedule } = this.recipe;
    const order = Int32Array.from(this.#train.keys());
    shuffle(order, createRandom(deriveSeed(seed, `order ${epoch}`)));
    const readable = [...order]
      .map((i) => this.#train[i]!)
      .filter((record) => !this.source.unreadable.has(record.imageId));
    if (readable.length === 0) throw noReadableImage('training');
    const needed = Math.max(readable.length, this.#stepsPerEpoch * schedule.batchSize);
    const done = this.#trainer.step - (epoch - 1) * this.#stepsPerEpoch; // above 0 when resumed within an epoch
    const records = Array.from({ length: needed }, (_, i) => readable[i % readable.length]!);
    return records.slice(done * schedule.batchSize, this.#stepsPerEpoch * schedule.batchSize);
  }

  async #step(batch: readonly InputSample[]): Promise<{ result: StepResult; targets: Targets }> {
    const { augmentation, seed, loss } = this.recipe;
    const { input } = this.#trainer.network;
    const random = createRandom(deriveSeed(seed, `augment ${this.#trainer.step}`));
    const draws = batch.map(() => drawAugmentation(augmentation, input, random));
    const targets = await this.times.measure('targets', () => {
      const objects = batch.map((sample, i) => augmentObjects(sample.objects, draws[i]!, input));
      return buildTargets(objects, this.#trainer.priors, loss);
    });
    const pixels = await this.times.measure('augmentation', () => {
      const raw = this.#pixels.tensor(batch.map((sample) => sample.pixels));
      const augmented = augmentPixels(raw, draws, this.recipe.input);
      raw.dispose();
      return augmented;
    });
    try {
      const result = await this.times.measure('forward, backward, update', () =>
        this.#profile
          ? this.#profile.during(() => this.#trainer.trainStep(pixels, targets))
          : this.#trainer.trainStep(pixels, targets),
      );
      return { result, targets };
    } finally {
      pixels.dispose();
    }
  }

  async *#diverge(epoch: number, result: StepResult): AsyncGenerator<JobEventPayload, never> {
    const message = `The loss is not finite at step ${result.step + 1} (epoch ${epoch}, learning rate ${result.learningRate}).`;
    yield { type: 'diverged', epoch, step: result.step, message };
    throw new UserError({
      code: 'diverged',
      message: `${message} ${(await this.#setup.folder.hasCheckpoint('last')) ? 'The last good checkpoint is kept.' : 'There is no checkpoint yet.'}`,
      hint: 'Lower optimizer.learningRate, or raise schedule.warmupSteps.',
    });
  }

  /** Fits the number of epochs to the time limit, once the speed is known. */
  async *#plan(): AsyncGenerator<JobEventPayload, void> {
    const epochs = this.#clock.plan(this.#trainer.step);
    this.recipe = { ...this.recipe, schedule: { ...this.recipe.schedule, epochs } };
    this.#trainer.totalSteps = epochs * this.#stepsPerEpoch;
    await this.#setup.folder.writeRecipe(this.recipe);
    yield { type: 'planned', epochs, reason: `${epochs} epochs fit into ${this.#setup.maxMinutes} minutes.` };
  }

  #progress(epoch: number, totals: EpochTotals): JobEventPayload {
    return {
      type: 'progress',
      phase: 'train',
      done: this.#trainer.step,
      total: this.#trainer.totalSteps,
      unit: 'steps',
      epoch,
      epochs: this.recipe.schedule.epochs,
      imagesPerSecond: totals.imagesPerSecond,
      secondsLeft: this.#clock.stepSeconds * (this.#trainer.totalSteps - this.#trainer.step),
      losses: totals.losses,
    };
  }

  #validationDue(epoch: number): boolean {
    if (this.#validation.length === 0) return false;
    return epoch % this.recipe.evaluation.everyEpochs === 0 || epoch === this.recipe.schedule.epochs;
  }

  async *#validate(): AsyncGenerator<JobEventPayload, ValidationMetrics> {
    const { average, statistics } = await this.#trainer.state();
    const progress = new ProgressQueue();
    const start = performance.now();
    const judging = judgeSplit(
      { ...this.#about, parameters: average, statistics },
      this.source,
      this.#validation,
      {
        split: this.recipe.data.validation!,
        batchSize: PREDICTION_BATCH,
        scoreFloor: this.recipe.evaluation.scoreFloor,
        settings: recipeSettings(this.recipe.evaluation),
        signal: this.#setup.signal,
        onProgress: (done) =>
          progress.push({ phase: 'validate', done, total: this.#validation.length, unit: 'images' }),
      },
    );
    yield* progress.until(judging);
    const { summary } = await judging;
    this.times.add('validation', (performance.now() - start) / 1000);
    return leadingMetrics(summary);
  }

  get #about() {
    const { mean, standardDeviation } = this.recipe.input;
    return {
      network: this.#trainer.network,
      classes: this.#setup.dataset.classes,
      pixels: { mean, standardDeviation },
    };
  }

  async *#saveLast(epoch: number): AsyncGenerator<JobEventPayload, void> {
    yield await this.times.measure('checkpoints', async () =>
      this.#checkpoints.saveLast(epoch, await this.#trainer.state()),
    );
  }

  /** Times of the operations, where they were asked for. */
  get profile(): StepProfile | undefined {
    return this.#profile?.report(this.#trainer.network);
  }

  /** Lets the tensors go; images stay at hand for the evaluation until `source.close`. */
  dispose(): void {
    this.#profile?.dispose();
    this.#trainer.dispose();
  }
}

function memoryNow() {
  const { maxRSS } = process.resourceUsage();
  return { residentBytes: process.memoryUsage.rss(), peakBytes: maxRSS * 1024, tensors: countTensors() };
}
