// Values for the tests of run folders: a temporary folder, a run, a small evaluation.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CandidateTable } from '../../../core/decode/candidate-table.ts';
import type { ImageRecord } from '../../../contract/dataset.ts';
import type { EvaluationSummary } from '../../../contract/evaluation.ts';
import { recipeSchema } from '../../../contract/recipe.ts';
import type { NewRun } from '../create-run.ts';
import type { NewEvaluation } from '../evaluation-folder.ts';
import type { MetricEvent } from '../metrics-csv.ts';

/** Runs a test in a folder of its own, which is removed afterwards. */
export async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'boxwright-test-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const exampleRun = {
  dataset: { name: 'cells', root: '/data/cells', fingerprint: 'f1', classes: ['red', 'white'] },
  recipe: recipeSchema.parse({ seed: 7 }),
  versions: { boxwright: '0.1.0' },
} satisfies NewRun;

export const exampleMetric = (epoch: number): MetricEvent => ({
  type: 'metric',
  epoch,
  step: epoch * 10,
  seconds: 1.5,
  learningRate: 0.01,
  imagesPerSecond: 100,
  losses: { total: 3, box: 1, objectness: 1, class: 1, sigma: 0 },
  branches: [{ stride: 32, box: 1, objectness: 0.5, class: 0.25, positives: 12 }],
});

const images: ImageRecord[] = [
  {
    imageId: 'a.png',
    file: 'a.png',
    width: 100,
    height: 80,
    split: 'val',
    groundTruth: [
      { box: { x1: 10, y1: 10, x2: 30, y2: 30 }, classIndex: 0, area: 400 },
      { box: { x1: 50, y1: 10, x2: 60, y2: 20 }, classIndex: 1, ignore: 'difficult', area: 100 },
      { box: { x1: 0, y1: 40, x2: 90, y2: 80 }, classIndex: 1, ignore: 'crowd', area: 3600 },
    ],
  },
  { imageId: 'empty/b.png', file: 'empty/b.png', width: 64, height: 64, split: 'val', groundTruth: [] },
];

/** Three candidates, two of the first image and one of the second; the third listed image has none. */
export function exampleCandidates(gaussian: boolean): CandidateTable {
  return {
    length: 3,
    imageIds: ['a.png', 'empty/b.png'],
    image: Uint32Array.of(0, 0, 1),
    x1: Float32Array.of(10, 11, 5),
    y1: Float32Array.of(10, 9, 5),
    x2: Float32Array.of(30, 31, 20),
    y2: Float32Array.of(30, 29, 20),
    objectness: Float32Array.of(0.75, 0.5, 0.25),
    classIndex: Uint16Array.of(0, 0, 1),
    classProbability: Float32Array.of(1, 0.5, 0.5),
    sigma: gaussian ? Float32Array.from({ length: 12 }, (_, i) => i / 16) : null,
    sideSigma: gaussian ? Float32Array.from({ length: 6 }, (_, i) => i / 4) : null,
    branch: Uint8Array.of(0, 1, 1),
    anchor: Uint8Array.of(2, 0, 1),
    row: Uint16Array.of(3, 6, 300),
    column: Uint16Array.of(4, 8, 301),
  };
}

const summary: EvaluationSummary = {
  split: 'val',
  images: 2,
  coco: {
    AP: 0.5,
    AP50: 0.5,
    AP75: 0.5,
    APsmall: 0.5,
    APmedium: -1,
    APlarge: -1,
    AR1: 0.5,
    AR10: 0.5,
    AR100: 0.5,
    ARsmall: 0.5,
    ARmedium: -1,
    ARlarge: -1,
  },
  classes: [],
  operatingPoint: {
    scoreThreshold: 0.4,
    nmsIouThreshold: 0.45,
    matchIouThreshold: 0.5,
    maxDetections: 300,
    tp: 1,
    fp: 0,
    fn: 0,
    precision: 1,
    recall: 1,
    f1: 1,
    falsePositivesPerImage: 0,
  },
  scoreCurve: [],
};

export function exampleEvaluation(gaussian = false): NewEvaluation {
  const candidates = exampleCandidates(gaussian);
  return {
    summary,
    classes: ['red', 'white'],
    images,
    candidates,
    detections: {
      length: 1,
      image: Uint32Array.of(0),
      x1: Float64Array.of(10),
      y1: Float64Array.of(10),
      x2: Float64Array.of(30),
      y2: Float64Array.of(30),
      classIndex: Uint16Array.of(0),
      score: Float64Array.of(0.75),
    },
  };
}
