// What every suppression method works on and leaves: candidates by descending score in, survivors and their lineage out.
import { BoxSlots } from './box-slots.ts';
import type { RowRange } from './image-ranges.ts';
import type { SuppressionSettings } from './rule.ts';

/** What the kernels read, candidates of an image by descending score: boxes as xyxy in one space. */
export interface RankedColumns {
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly x2: Float32Array;
  readonly y2: Float32Array;
  readonly classIndex: Uint16Array;
  readonly score: Float32Array;
  /** Standard deviation of the vertical and of the horizontal sides, two per candidate; null where unknown. */
  readonly sideSigma: Float32Array | null;
}

/** `suppressedBy` of a candidate that survives. */
export const KEPT = -1;
/** `suppressedBy` of a candidate whose score is below the threshold. */
export const BELOW_SCORE = -2;
/** `suppressedBy` of a candidate that no better one suppresses, found after `maxDetections` were kept. */
export const BEYOND_MAXIMUM = -3;

/** What became of each candidate of an image, by rank: 0 is its best-scored one. */
export interface RankedLineage {
  /**
   * KEPT, BELOW_SCORE, BEYOND_MAXIMUM or the rank of the suppressor: the kept one that removed it, the one that lowered its
   * score most (soft), or the first of the boxes that it was fused with.
   */
  readonly suppressedBy: Int32Array;
  /** IoU with the suppressor; 0 where there is none. */
  readonly iou: Float32Array;
  /** The score that was compared with the threshold in the end: lowered by soft suppression, joined by fusion, else its own. */
  readonly score: Float32Array;
}

/** Memory reused between images, and what the last call left in it. */
export interface SuppressionScratch {
  /** Ranks that survive, by descending final score. */
  readonly kept: Uint32Array;
  /** Final score of each. */
  readonly keptScore: Float32Array;
  /** Final x1, y1, x2, y2 of each; only filled by methods that move boxes. */
  readonly keptCorners: Float32Array;
  readonly boxes: BoxSlots;
  /** Slot of the next one of the same class, -1 at the end. */
  readonly next: Int32Array;
  /** Per class: slot of its first and last one, -1 for none. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Slots of the class that is being looked at. */
  readonly group: Int32Array;
  /** Per candidate of the image: its score while others change it, and the smallest share of it that one of them left. */
  readonly score: Float32Array;
  readonly share: Float32Array;
  /** Per heap of boxes to be averaged: how many, the sum of their scores, and of their corners times scores (four each). */
  readonly members: Uint32Array;
  readonly scoreSum: Float64Array;
  readonly cornerSum: Float64Array;
}

/**
 * Suppresses the candidates at [start .. end), those of one image by descending score. Muted ones (score below 0) come last.
 * @param lineage filled by rank, but for those below the score threshold, which a new lineage says already.
 * @returns how many survive; they stand in the scratch.
 */
export type SuppressionKernel = (
  columns: RankedColumns,
  range: RowRange,
  settings: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
) => number;

/** Scratch for at most `most` candidates at a time whose class indices are below `classes`. */
export function createSuppressionScratch(most: number, classes: number): SuppressionScratch {
  return {
    kept: new Uint32Array(most),
    keptScore: new Float32Array(most),
    keptCorners: new Float32Array(most * 4),
    boxes: new BoxSlots(most + 1),
    next: new Int32Array(most),
    first: new Int32Array(Math.max(1, classes)).fill(-1),
    last: new Int32Array(Math.max(1, classes)).fill(-1),
    group: new Int32Array(most),
    score: new Float32Array(most),
    share: new Float32Array(most),
    members: new Uint32Array(most),
    scoreSum: new Float64Array(most),
    cornerSum: new Float64Array(most * 4),
  };
}

/** Lineage of `length` candidates, each below the threshold until a kernel says something else. */
export function createLineage(length: number): RankedLineage {
  return {
    suppressedBy: new Int32Array(length).fill(BELOW_SCORE),
    iou: new Float32Array(length),
    score: new Float32Array(length),
  };
}

/** Appends a slot to the list of its class. */
export function appendSlot({ next, first, last }: SuppressionScratch, group: number, slot: number): void {
  next[slot] = -1;
  if (first[group]! < 0) first[group] = slot;
  else next[last[group]!] = slot;
  last[group] = slot;
}
