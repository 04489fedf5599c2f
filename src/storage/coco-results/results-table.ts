// Results of any detector as candidates, so that suppression and the inspector can work on them.
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import type { CocoResults } from './parse-results.ts';

/** What the ids of results mean: by their numbers in the results' dictionaries. */
export interface ResultMeaning {
  /** Identities of the images, in the order in which the table lists them. */
  readonly imageIds: readonly string[];
  /** Index into `imageIds`; -1 leaves the results of the image out. */
  readonly imageOf: readonly number[];
  /** Class index of each category. */
  readonly classOf: readonly number[];
}

export interface TabulatedResults {
  /**
   * Objectness is the score, the class is certain, nothing is known of sigma, and branch, anchor and cell are 0. Rows of one image
   * in the order of the file. Boxes as they are in the file: not clipped.
   */
  readonly table: CandidateTable;
  /** The entry of the results that each row is. */
  readonly entry: Uint32Array;
}

/** @param results scores in [0, 1] */
export function tabulateResults(results: CocoResults, meaning: ResultMeaning): TabulatedResults {
  const { imageIds, imageOf, classOf } = meaning;
  const entry = entriesByImage(results, imageOf, imageIds.length);
  const { x, y, width, height, score } = results;
  const column = (value: (i: number) => number) => Float32Array.from(entry, (i) => value(i));
  const { length } = entry;
  return {
    entry,
    table: {
      length,
      imageIds,
      image: entry.map((i) => imageOf[results.image[i]!]!),
      x1: column((i) => x[i]!),
      y1: column((i) => y[i]!),
      x2: column((i) => x[i]! + width[i]!),
      y2: column((i) => y[i]! + height[i]!),
      objectness: column((i) => ceilToFloat32(score[i]!)),
      classIndex: Uint16Array.from(entry, (i) => classOf[results.category[i]!]!),
      classProbability: new Float32Array(length).fill(1),
      sigma: null,
      sideSigma: null,
      branch: new Uint8Array(length),
      anchor: new Uint8Array(length),
      row: new Uint16Array(length),
      column: new Uint16Array(length),
    },
  };
}

/** Entries image after image, each image's in their order. */
function entriesByImage(results: CocoResults, imageOf: readonly number[], images: number): Uint32Array {
  const next = new Uint32Array(images + 1);
  for (let i = 0; i < results.length; i++) {
    const image = imageOf[results.image[i]!]!;
    if (image >= 0) next[image + 1]!++;
  }
  for (let image = 0; image < images; image++) next[image + 1]! += next[image]!;
  const entries = new Uint32Array(next[images]!);
  for (let i = 0; i < results.length; i++) {
    const image = imageOf[results.image[i]!]!;
    if (image >= 0) entries[next[image]!++] = i;
  }
  return entries;
}

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** The least 32-bit number that is not below a value of at least 0: a score of 0.7 passes a threshold of 0.7 then. */
function ceilToFloat32(value: number): number {
  float[0] = value;
  if (float[0] < value) bits[0]!++;
  return float[0];
}
