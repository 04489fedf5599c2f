// Training: one picture learned by heart, equal losses on every backend, and steps that fail without damage.
import { describe, expect, it } from 'vitest';
import type { RecipeInput, ResolvedRecipe } from '../../contract/recipe.ts';
import { boxIou } from '../../core/boxes/iou.ts';
import { createCandidateBuilder } from '../../core/decode/decode-head.ts';
import { createLetterbox } from '../../core/letterbox/letterbox.ts';
import type { Network } from '../../core/network/layer.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import { PixelInput } from '../pixels.ts';
import { Predictor } from '../predict.ts';
import { buildTargets } from '../targets.ts';
import {
  BACKENDS,
  describeBackends,
  failOnLeaks,
  TRAINING_BACKENDS,
  useBackend,
} from '../testing/backends.ts';
import { largestDifference, normalNumbers } from '../testing/numbers.ts';
import {
  drawPicture,
  PICTURE_OBJECTS,
  TINY_CLASSES,
  tinyNetwork,
  tinyRecipe,
} from '../testing/tiny-detector.ts';
import { tf, type Tensor4D } from '../tf.ts';
import { Trainer, type StepResult } from './trainer.ts';

const picture = drawPicture();
/** Width of yolov3-slim at which a step takes milliseconds. */
const WIDTH = 0.125;
/** Noise: in a picture of plain areas, ties and channels without variance would let rounding decide. */
const NOISE_INPUT = { width: 128, height: 128 };
const noise = Uint8Array.from(normalNumbers(128 * 128 * 3, 5, 50), (value) => 128 + value);
const BY_HEART_STEPS = 150;
/** Backends round differently; a batch of one picture makes much of it, and every step carries it on. */
const LOSS_TOLERANCE = 5e-3;
const COMPARED_STEPS = 20;
/** One step of a deep network: its losses, and the norm of all its gradients as a share. */
const STEP_TOLERANCE = 1e-5;
const NORM_TOLERANCE = 1e-3;

interface Training {
  readonly trainer: Trainer;
  readonly recipe: ResolvedRecipe;
}

function startTraining(changes: RecipeInput = {}, steps = 10): Training {
  const recipe = tinyRecipe({ network: { widthMultiple: WIDTH }, ...changes });
  return { trainer: new Trainer(tinyNetwork(recipe), recipe, steps), recipe };
}

/** Steps on the picture. The trainer stays the caller's. @param prepare changes the normalised pixels. */
async function train(
  { trainer, recipe }: Training,
  steps: number,
  images = [picture],
  prepare: (pixels: Tensor4D) => Tensor4D = (pixels) => pixels.clone(),
): Promise<StepResult[]> {
  const targets = buildTargets(
    images.map(() => PICTURE_OBJECTS),
    trainer.priors,
    recipe.loss,
  );
  const raw = new PixelInput(trainer.network.input, recipe.input).tensor(images);
  const pixels = prepare(raw);
  const results: StepResult[] = [];
  for (let step = 0; step < steps; step++) results.push(await trainer.trainStep(pixels, targets));
  tf.dispose([raw, pixels]);
  return results;
}

/** The best candidate of each object's class: its score, and its IoU with the object. */
async function findObjects({ trainer, recipe }: Training) {
  const { network } = trainer;
  const { average, statistics } = await trainer.state();
  const predictor = new Predictor({
    network,
    classes: TINY_CLASSES,
    pixels: recipe.input,
    parameters: average,
    statistics,
  });
  const [outputs] = await predictor.predict([picture]);
  const builder = createCandidateBuilder(0.01);
  builder.beginImage('picture');
  predictor.heads.forEach((head, branch) => {
    builder.addHead(outputs![branch]!, head, branch, createLetterbox(network.input, network.input));
  });
  predictor.dispose();
  const table = builder.build();
  const scores = candidateScores(table);
  return PICTURE_OBJECTS.boxes.map((box, object) => {
    const found = { score: 0, iou: 0 };
    for (let i = 0; i < table.length; i++) {
      const score = scores[i]!;
      if (table.classIndex[i] !== PICTURE_OBJECTS.classIndexes[object] || score <= found.score) continue;
      // Image and input are of one size here.
      const predicted = { x1: table.x1[i]!, y1: table.y1[i]!, x2: table.x2[i]!, y2: table.y2[i]! };
      Object.assign(found, { score, iou: boxIou<'input'>(box, predicted) });
    }
    return found;
  });
}

describeBackends('Trainer', TRAINING_BACKENDS, () => {
  it('learns one picture by heart, and holds as many tensors after the last step as after the first', async () => {
    const training = startTraining(
      {
        loss: { box: 'ciou', boxWeight: 2, objectnessWeight: 1, classWeight: 0.5 },
        optimizer: { kind: 'sgd', learningRate: 0.01, emaDecay: 0.8 },
        // Slow in the last part, so that the running statistics of batch normalisation catch up with the weights.
        schedule: { kind: 'multi-step', milestones: [0.6], gamma: 0.1 },
      },
      BY_HEART_STEPS,
    );
    // Of one picture the coarsest grid has 4 cells: too few for the batch's variance to be the running one.
    const copies = [picture, picture];
    await train(training, 1, copies);
    const held = tf.memory().numTensors;
    const results = await train(training, BY_HEART_STEPS - 1, copies);
    expect(tf.memory().numTensors).toBe(held);
    const found = await findObjects(training);
    training.trainer.dispose();
    expect(results.every((result) => result.finite)).toBe(true);
    expect(results.map((result) => result.step)).toEqual(results.map((_, i) => i + 1));
    for (const { score, iou } of found) {
      expect(score).toBeGreaterThan(0.9);
      expect(iou).toBeGreaterThan(0.9);
    }
  });

  it('changes nothing where the loss is not a number, and goes on afterwards', async () => {
    const training = startTraining();
    await train(training, 2);
    const before = await training.trainer.state();
    const [broken] = await train(training, 1, [picture], (pixels) => tf.mul<Tensor4D>(pixels, NaN));
    const after = await training.trainer.state();
    const [next] = await train(training, 1);
    training.trainer.dispose();
    expect(broken).toMatchObject({ step: 2, finite: false });
    expect(after).toEqual(before);
    expect(next).toMatchObject({ step: 2, finite: true });
  });

  it('resumes from its state as if it had not stopped', async () => {
    const training = startTraining({ optimizer: { kind: 'adam', learningRate: 0.001 } });
    await train(training, 2);
    const saved = await training.trainer.state();
    const straight = await train(training, 2);
    const end = await training.trainer.state();
    training.trainer.dispose();
    const { recipe } = training;
    const resumed = { recipe, trainer: new Trainer(tinyNetwork(recipe), recipe, 10, saved) };
    const again = await train(resumed, 2);
    const endAgain = await resumed.trainer.state();
    resumed.trainer.dispose();
    expect(again).toEqual(straight);
    expect(endAgain).toEqual(end);
  });
});

/** A preset with an eighth of its channels: the same layers and connections at a hundredth of the cost. */
function narrowed(network: Network): Network {
  const layers = network.layers.map((layer) =>
    layer.kind === 'convolutional' && layer.batchNormalize ? { ...layer, filters: layer.filters / 8 } : layer,
  );
  return { ...network, layers };
}

/** What the same steps give on each backend. */
async function onEachBackend(
  recipe: ResolvedRecipe,
  network: Network,
  steps: number,
  { backends = TRAINING_BACKENDS, pixels = picture } = {},
): Promise<StepResult[][]> {
  const all: StepResult[][] = [];
  for (const backend of backends) {
    await useBackend(backend);
    const trainer = new Trainer(network, recipe, steps);
    all.push(await train({ trainer, recipe }, steps, [pixels]));
    trainer.dispose();
  }
  return all;
}

const lossesOf = (results: readonly StepResult[]): number[] =>
  results.flatMap((result) => [result.total, ...result.terms.flat()]);

describe(`the same training on ${BACKENDS.join(', ')}`, () => {
  failOnLeaks();

  it('has the same losses step by step', async () => {
    const recipe = tinyRecipe({
      network: { widthMultiple: WIDTH },
      optimizer: { kind: 'adam', learningRate: 1e-4 },
    });
    const [first, ...others] = await onEachBackend(recipe, tinyNetwork(recipe), COMPARED_STEPS, {
      backends: BACKENDS,
    });
    expect(first!.at(-1)!.total).toBeLessThan(first![0]!.total);
    for (const other of others)
      expect(largestDifference(lossesOf(other), lossesOf(first!))).toBeLessThan(LOSS_TOLERANCE);
  });

  it.each(
    (['pan', 'bifpn', 'none'] as const).flatMap((neck) =>
      (['yolov3-slim', 'yolov3-tiny'] as const).map((preset) => [neck, preset] as const),
    ),
  )('takes a step with the neck %s on %s, the same on each backend', async (neck, preset) => {
    const recipe = tinyRecipe({ network: { neck, widthMultiple: WIDTH } });
    const network = tinyNetwork(recipe, preset, NOISE_INPUT);
    const [first, ...others] = await onEachBackend(
      recipe,
      preset === 'yolov3-slim' ? network : narrowed(network),
      1,
      { pixels: noise },
    );
    const [step] = first!;
    expect(step).toMatchObject({ finite: true });
    expect(step!.gradientNorm).toBeGreaterThan(0);
    for (const other of others) {
      expect(largestDifference(lossesOf(other), lossesOf(first!))).toBeLessThan(STEP_TOLERANCE);
      expect(Math.abs(other[0]!.gradientNorm / step!.gradientNorm - 1)).toBeLessThan(NORM_TOLERANCE);
    }
  });

  it.each(['pan', 'bifpn', 'none'] as const)('learns with the neck %s', async (neck) => {
    await useBackend(TRAINING_BACKENDS[0]!);
    const training = startTraining({ network: { neck, widthMultiple: WIDTH } }, 20);
    const results = await train(training, 20, [picture, picture]);
    training.trainer.dispose();
    expect(results.at(-1)!.total).toBeLessThan(results[0]!.total / 2);
  });

  it.each(['yolov3', 'yolov3-tiny', 'yolov3-spp'] as const)(
    'goes forward and backward through the layers of %s',
    async (preset) => {
      const recipe = tinyRecipe();
      const network = narrowed(tinyNetwork(recipe, preset, NOISE_INPUT));
      const [first, ...others] = await onEachBackend(recipe, network, 1, { pixels: noise });
      const [step] = first!;
      expect(step).toMatchObject({ finite: true });
      expect(step!.gradientNorm).toBeGreaterThan(0);
      for (const other of others) {
        expect(largestDifference(lossesOf(other), lossesOf(first!))).toBeLessThan(STEP_TOLERANCE);
        expect(Math.abs(other[0]!.gradientNorm / step!.gradientNorm - 1)).toBeLessThan(NORM_TOLERANCE);
      }
    },
  );
});
