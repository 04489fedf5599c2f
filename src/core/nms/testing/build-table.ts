// Builds candidate tables for tests from short literals.
import type { CandidateTable } from '../../decode/candidate-table.ts';

/** A candidate as tests write it: its score is the class probability, objectness is 1. */
export interface TestCandidate {
  readonly image?: number;
  /** xyxy, image px. */
  readonly box: readonly [number, number, number, number];
  readonly score: number;
  readonly classIndex?: number;
  readonly branch?: number;
}

/** A table of the candidates as given; those of one image must stand together. */
export function buildTable(candidates: readonly TestCandidate[], images = 1): CandidateTable {
  const column = (corner: number): Float32Array => Float32Array.from(candidates, ({ box }) => box[corner]!);
  return {
    length: candidates.length,
    imageIds: Array.from({ length: images }, (_, i) => `image-${i}.png`),
    image: Uint32Array.from(candidates, ({ image = 0 }) => image),
    x1: column(0),
    y1: column(1),
    x2: column(2),
    y2: column(3),
    objectness: new Float32Array(candidates.length).fill(1),
    classIndex: Uint16Array.from(candidates, ({ classIndex = 0 }) => classIndex),
    classProbability: Float32Array.from(candidates, ({ score }) => score),
    sigma: null,
    sideSigma: null,
    branch: Uint8Array.from(candidates, ({ branch = 0 }) => branch),
    anchor: new Uint8Array(candidates.length),
    row: new Uint16Array(candidates.length),
    column: new Uint16Array(candidates.length),
  };
}
