// The training calls of the in-memory client: a preview without a network, and a run that goes through its events.
import type { RecipePreview } from '../../contract/api.ts';
import type { Dataset } from '../../contract/dataset.ts';
import type { JobEvent, JobEventPayload } from '../../contract/job-events.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { RunRecord } from '../../contract/run.ts';
import { clusterAnchors } from '../../core/anchors/cluster-anchors.ts';
import { distributeAnchors } from '../../core/anchors/distribute-anchors.ts';
import { meanBestIou } from '../../core/anchors/shape-fit.ts';
import type { Size } from '../../core/boxes/box.ts';
import { UserError } from '../../core/user-error.ts';

/** Input size, px: `auto` is three quarters of the width. */
export const inputOf = ({ input: { width, height } }: Recipe): Size => ({
  width,
  height: height === 'auto' ? Math.ceil((width * 0.75) / 32) * 32 : height,
});

/** Sizes of the training objects at input size, as if all images were 640 px wide. */
export function trainingSizes({ images }: Dataset, { input }: Recipe): Size[] {
  const scale = input.width / 640;
  const training = images.filter(({ split }) => split === 'train');
  return training.flatMap(({ groundTruth }) =>
    groundTruth.map(({ box }) => ({ width: (box.x2 - box.x1) * scale, height: (box.y2 - box.y1) * scale })),
  );
}

/** Receptive field of a branch, px; rough. */
export const fieldOf = (stride: number): number => stride * 13 + 2;

/** What a server would say of the recipe; costs are rough. */
export function previewRecipe(dataset: Dataset, recipe: Recipe): RecipePreview {
  const { network, input } = recipe;
  if (input.width % 32 !== 0) {
    throw new UserError({
      code: 'input-size',
      message: `input.width is ${input.width}, which is no multiple of the coarsest stride 32.`,
      hint: `Use ${Math.ceil(input.width / 32) * 32}.`,
    });
  }
  const { height } = inputOf(recipe);
  const training = dataset.images.filter(({ split }) => split === 'train');
  const sizes = trainingSizes(dataset, recipe);
  const strides = network.strides === 'auto' ? ([16, 32] as const) : network.strides;
  const branches =
    network.branches === 'auto'
      ? distributeAnchors(
          clusterAnchors(sizes.slice(0, 600), {
            count: network.anchorsPerBranch * strides.length,
            seed: recipe.seed,
            restarts: 2,
          }),
          strides,
        ).map(({ stride, anchors }) => ({
          stride: stride as 16,
          anchors: anchors.map(
            ({ width, height: h }) => [Math.round(width), Math.round(h)] as [number, number],
          ),
        }))
      : network.branches;
  const anchors = branches.flatMap(({ anchors: list }) => list.map(([w, h]) => ({ width: w, height: h })));
  return {
    recipe: {
      ...recipe,
      augmentation: { ...recipe.augmentation, flipVertical: 0 },
      data: { ...recipe.data, train: ['train'], validation: 'val', test: 'test' },
      input: { ...input, height },
      network: { ...network, strides: branches.map(({ stride }) => stride), branches },
    },
    parameters: Math.round(2_870_000 * network.widthMultiple),
    flops: Math.round(6.1e9 * network.widthMultiple * ((input.width * height) / (320 * 256))),
    candidatesPerImage: branches.reduce(
      (sum, { stride, anchors: list }) => sum + (input.width / stride) * (height / stride) * list.length,
      0,
    ),
    branches: branches.map(({ stride }) => ({
      stride,
      gridWidth: input.width / stride,
      gridHeight: height / stride,
      receptiveField: fieldOf(stride),
    })),
    meanBestIou: meanBestIou(sizes, anchors),
    trainImages: training.length,
    validationImages: dataset.images.filter(({ split }) => split === 'val').length,
    testImages: dataset.images.filter(({ split }) => split === 'test').length,
    warnings:
      anchors.length > 12 ? [`${anchors.length} anchors: more than the boxes' sizes seem to need.`] : [],
  };
}

/** A run that was started now. */
export function startedRun(dataset: Dataset, recipe: Recipe, runId: string, createdAt: string): RunRecord {
  return {
    format: 1,
    runId,
    name: `slim-${recipe.input.width}${recipe.network.gaussian ? '-gauss' : ''}`,
    dataset: {
      name: dataset.name,
      root: dataset.root,
      fingerprint: dataset.fingerprint,
      classes: [...dataset.classes],
    },
    state: 'running',
    createdAt,
    endedAt: null,
    backend: 'tensorflow',
    versions: { boxwright: '0.1.0' },
    seed: recipe.seed,
    epochsDone: 0,
    epochs: recipe.schedule.epochs,
    seconds: 0,
    parameters: 1_430_000,
    metrics: null,
    evaluations: [],
    parent: null,
    error: null,
    pid: 4242,
  };
}

/** The events of a training, in order, without their time. */
export function* trainingEvents(runId: string, epochs: number): Generator<JobEventPayload> {
  const stepsPerEpoch = 13;
  yield { type: 'started', runId, backend: 'tensorflow', epochs, stepsPerEpoch, parameters: 1_430_000 };
  yield { type: 'log', level: 'info', message: '205 images for training, 87 for validation' };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const fall = Math.exp(-epoch / 14);
    const wave = 0.06 * Math.sin(epoch * 2.3);
    const losses = {
      box: 0.62 + 1.9 * fall + wave,
      objectness: 0.38 + 2.4 * fall - wave / 2,
      class: 0.05 + 0.7 * fall,
      sigma: 0.09 + 0.3 * fall,
    };
    const total = losses.box + losses.objectness + losses.class + losses.sigma;
    for (let step = 1; step <= stepsPerEpoch; step += 4) {
      yield {
        type: 'progress',
        phase: 'train',
        done: step,
        total: stepsPerEpoch,
        unit: 'steps',
        epoch,
        epochs,
        imagesPerSecond: 61 + 4 * Math.sin(epoch + step),
        secondsLeft: (epochs - epoch) * 3.4,
        losses: { total, ...losses },
      };
    }
    yield {
      type: 'metric',
      epoch,
      step: epoch * stepsPerEpoch,
      seconds: epoch * 3.4,
      learningRate: 0.01 * 0.5 * (1 + Math.cos((Math.PI * epoch) / epochs)) + 0.0002,
      imagesPerSecond: 61 + 4 * Math.sin(epoch),
      losses: { total, ...losses },
      branches: [32, 16].map((stride) => ({
        stride,
        box: losses.box / 2,
        objectness: losses.objectness / 2,
        class: losses.class / 2,
        positives: 40,
      })),
      ...((epoch % 5 === 0 || epoch === epochs) && {
        validation: {
          split: 'val',
          AP: 0.53 - 0.5 * fall,
          AP50: 0.89 - 0.7 * fall,
          precision: 0.93 - 0.5 * fall,
          recall: 0.91 - 0.6 * fall,
          falsePositivesPerImage: 1.1 + 5 * fall + wave * 3,
        },
      }),
    };
    if (epoch % 5 === 0)
      yield { type: 'checkpoint', kind: 'last', epoch, file: 'checkpoints/last.safetensors' };
  }
  yield { type: 'succeeded', seconds: epochs * 3.4 };
}

/** Numbers and stamps events as a journal does. */
export function journal(events: Iterable<JobEventPayload>, at = '2026-01-05T09:30:00.000Z'): JobEvent[] {
  return Array.from(events, (event, i) => ({ sequence: i + 1, at, event }));
}
