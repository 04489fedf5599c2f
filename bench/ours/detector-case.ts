// Networks of the benchmarks: a preset at a size, random weights, and random objects to learn.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  recipeSchema,
  type BackendName,
  type NetworkPreset,
  type ResolvedRecipe,
} from '../../src/contract/recipe.ts';
import type { Network } from '../../src/core/network/layer.ts';
import { createRandom } from '../../src/core/random.ts';
import { initialParameters, parameterLayout } from '../../src/engine/network/parameters.ts';
import type { TargetObjects } from '../../src/engine/targets.ts';
import { networkOf } from '../../src/jobs/recipe/resolve-recipe.ts';

export interface DetectorCase {
  readonly preset: NetworkPreset;
  readonly width: number;
  readonly batch: number;
  readonly classes: number;
  /** `tensorflow` where left out. */
  readonly backend?: BackendName;
  /** Units of work in a round. */
  readonly repeats: number;
  /** Folder for what both sides read. */
  readonly exchange: string;
}

/** Anchors of YOLOv3 for COCO at 416 px, by stride. */
const ANCHORS: Record<number, [number, number][]> = {
  8: [
    [10, 13],
    [16, 30],
    [33, 23],
  ],
  16: [
    [30, 61],
    [62, 45],
    [59, 119],
  ],
  32: [
    [116, 90],
    [156, 198],
    [373, 326],
  ],
};
const SEED = 1;
const OBJECTS = 8;

/** A resolved recipe and its network, with the defaults of a training. */
export function detectorOf({ preset, width, classes }: DetectorCase): {
  recipe: ResolvedRecipe;
  network: Network;
  classNames: string[];
} {
  const recipe = recipeSchema.parse({ seed: SEED, network: { preset }, input: { width, height: width } });
  const strides = preset === 'yolov3-tiny' ? ([32, 16] as const) : ([32, 16, 8] as const);
  const resolved: ResolvedRecipe = {
    ...recipe,
    data: { ...recipe.data, train: [], validation: null, test: null },
    input: { ...recipe.input, height: width },
    network: {
      ...recipe.network,
      strides: [...strides],
      branches: strides.map((stride) => ({ stride, anchors: ANCHORS[stride]! })),
    },
    augmentation: { ...recipe.augmentation, flipVertical: 0 },
  };
  const classNames = Array.from({ length: classes }, (_, i) => `class ${i}`);
  return { recipe: resolved, network: networkOf(resolved, classNames), classNames };
}

/** Fresh weights. */
export function weightsOf(network: Network): Float32Array {
  return initialParameters(network, parameterLayout(network), SEED);
}

/** Bytes of a batch of noise, an image an entry. */
export function noiseImages({ width, batch }: DetectorCase): Uint8Array[] {
  const random = createRandom(SEED);
  return Array.from({ length: batch }, () =>
    Uint8Array.from({ length: width * width * 3 }, () => Math.floor(random.next() * 256)),
  );
}

/** Objects of every size for each image of the batch. */
export function randomObjects({ width, batch, classes }: DetectorCase): TargetObjects[] {
  const random = createRandom(SEED + 1);
  return Array.from({ length: batch }, () => {
    const boxes = Array.from({ length: OBJECTS }, () => {
      const [w, h] = [random.uniform(0.04, 0.5) * width, random.uniform(0.04, 0.5) * width];
      const [x, y] = [random.uniform(0, width - w), random.uniform(0, width - h)];
      return { x1: x, y1: y, x2: x + w, y2: y + h };
    });
    return { boxes, classIndexes: boxes.map((_, i) => i % classes), ignored: [] };
  });
}

/** Writes numbers for the other side, each array as a file of its raw values. */
export function writeExchange(
  folder: string,
  arrays: Record<string, Float32Array | Int32Array | Uint8Array>,
  about: object,
): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, values] of Object.entries(arrays))
    writeFileSync(
      join(folder, `${name}.bin`),
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
  writeFileSync(join(folder, 'about.json'), JSON.stringify(about));
}
