// A detector that trains in seconds, and a picture with two objects for it.
import {
  recipeSchema,
  type NetworkPreset,
  type RecipeInput,
  type ResolvedRecipe,
} from '../../contract/recipe.ts';
import type { Size } from '../../core/boxes/box.ts';
import type { Network } from '../../core/network/layer.ts';
import { buildNetwork } from '../../core/network/presets.ts';
import { initialParameters, parameterLayout } from '../network/parameters.ts';
import type { Detector } from '../predict.ts';
import type { TargetObjects } from '../targets.ts';
import { normalNumbers } from './numbers.ts';

const INPUT = { width: 64, height: 64 };
export const TINY_CLASSES = ['square', 'wide'];

const BRANCHES = [
  { stride: 32, anchors: [[34, 30]] },
  {
    stride: 16,
    anchors: [
      [16, 16],
      [24, 14],
    ],
  },
] satisfies ResolvedRecipe['network']['branches'];

/** A resolved recipe for two classes at 64 x 64 px, two branches; no warm-up, so that few steps suffice. */
export function tinyRecipe(changes: RecipeInput = {}): ResolvedRecipe {
  const { network = {}, schedule = {}, optimizer = {}, ...others } = changes;
  const recipe = recipeSchema.parse({
    ...others,
    network: { widthMultiple: 0.25, ...network },
    schedule: { warmupSteps: 0, kind: 'constant', batchSize: 1, ...schedule },
    optimizer,
  });
  return {
    ...recipe,
    data: { ...recipe.data, train: ['train'], validation: null, test: null },
    input: { ...recipe.input, ...INPUT },
    network: { ...recipe.network, strides: [32, 16], branches: BRANCHES },
    augmentation: { ...recipe.augmentation, flipVertical: 0 },
  };
}

/** The network of a recipe made by `tinyRecipe`. */
export function tinyNetwork(
  recipe: ResolvedRecipe,
  preset: NetworkPreset = 'yolov3-slim',
  input: Size = INPUT,
): Network {
  const { gaussian, widthMultiple, neck, branches } = recipe.network;
  return buildNetwork(preset, {
    input,
    classes: TINY_CLASSES.length,
    gaussian,
    widthMultiple,
    neck,
    branches: branches.map(({ stride, anchors }) => ({
      stride,
      anchors: anchors.map(([width, height]) => ({ width, height })),
    })),
  });
}

/** Two objects: a red square and a wide blue rectangle. Boxes in input px. */
export const PICTURE_OBJECTS: TargetObjects = {
  boxes: [
    { x1: 6, y1: 8, x2: 24, y2: 26 },
    { x1: 30, y1: 38, x2: 58, y2: 52 },
  ],
  classIndexes: [0, 1],
  ignored: [],
};

/** The picture of `PICTURE_OBJECTS`: RGB bytes on grey. */
export function drawPicture(): Uint8Array {
  const pixels = new Uint8Array(INPUT.width * INPUT.height * 3).fill(128);
  const colours = [Uint8Array.of(230, 40, 30), Uint8Array.of(20, 60, 220)];
  PICTURE_OBJECTS.boxes.forEach((box, i) => {
    for (let y = box.y1; y < box.y2; y++)
      for (let x = box.x1; x < box.x2; x++) pixels.set(colours[i]!, (y * INPUT.width + x) * 3);
  });
  return pixels;
}

/** A detector with random weights and statistics that are not those of a fresh one. */
export function randomDetector(network: Network, recipe: ResolvedRecipe): Detector {
  const layout = parameterLayout(network);
  const noise = normalNumbers(layout.parameterCount, 3, 0.05);
  const statistics = normalNumbers(layout.statisticCount, 4, 0.3);
  for (const { name, offset, size } of layout.statistics)
    if (name.endsWith('.variance'))
      for (let i = offset; i < offset + size; i++) statistics[i] = 0.5 + Math.abs(statistics[i]!);
  return {
    network,
    classes: TINY_CLASSES,
    pixels: recipe.input,
    parameters: initialParameters(network, layout, 1).map((value, i) => value + noise[i]!),
    statistics,
  };
}
