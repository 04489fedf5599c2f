// The kernel of greedy non-maximum suppression: one pass over rows that already come by descending score.
import type { RowRange } from './image-ranges.ts';

/** What the kernel reads, candidates of an image by descending score: boxes as xyxy in one space. */
export interface RankedColumns {
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly x2: Float32Array;
  readonly y2: Float32Array;
  readonly classIndex: Uint16Array;
  readonly score: Float32Array;
}

/** What decides which boxes survive. */
export interface SuppressionSettings {
  /** Candidates whose score is below this are not looked at. In [0, 1]. */
  readonly scoreThreshold: number;
  /** A candidate is suppressed when its IoU with a kept one is greater than this (not when equal). In [0, 1]. */
  readonly nmsIouThreshold: number;
  /** Most candidates kept per image, over all classes. */
  readonly maxDetections: number;
  /** Only candidates of the same class suppress each other. Default true. */
  readonly classAware?: boolean;
}

/** `suppressedBy` of a candidate that survives. */
export const KEPT = -1;
/** `suppressedBy` of a candidate whose score is below the threshold. */
export const BELOW_SCORE = -2;
/** `suppressedBy` of a candidate that no kept one suppresses, found after `maxDetections` were kept. */
export const BEYOND_MAXIMUM = -3;

/** For each position: KEPT, BELOW_SCORE, BEYOND_MAXIMUM or the position of its suppressor, and at what IoU. */
export interface RankedLineage {
  readonly suppressedBy: Int32Array;
  readonly iou: Float32Array;
}

/**
 * Memory reused between images. Kept candidates form one linked list per class, in the order in which they were kept, so that
 * a candidate meets the boxes of its own class only, the best-scored first.
 */
export interface SuppressionScratch {
  /** Positions kept by the last call, by descending score. */
  readonly kept: Uint32Array;
  /** Corners and area of the kept candidates, five numbers each, and of the one that is looked at. */
  readonly boxes: Float64Array;
  /** Slot of the next kept one of the same class, -1 at the end. */
  readonly next: Int32Array;
  /** Per class: slot of its first and last kept one, -1 for none. */
  readonly first: Int32Array;
  readonly last: Int32Array;
}

const BOX_STRIDE = 5;

/** Scratch for at most `most` candidates at a time whose class indices are below `classes`. */
export function createSuppressionScratch(most: number, classes: number): SuppressionScratch {
  return {
    kept: new Uint32Array(most),
    boxes: new Float64Array((most + 1) * BOX_STRIDE),
    next: new Int32Array(most),
    first: new Int32Array(Math.max(1, classes)).fill(-1),
    last: new Int32Array(Math.max(1, classes)).fill(-1),
  };
}

/** Writes a candidate's corners and area into slot `slot` of the scratch. */
function loadBox(columns: RankedColumns, position: number, boxes: Float64Array, slot: number): void {
  const at = slot * BOX_STRIDE;
  const left = columns.x1[position]!;
  const top = columns.y1[position]!;
  const right = columns.x2[position]!;
  const bottom = columns.y2[position]!;
  boxes[at] = left;
  boxes[at + 1] = top;
  boxes[at + 2] = right;
  boxes[at + 3] = bottom;
  boxes[at + 4] = Math.max(0, right - left) * Math.max(0, bottom - top);
}

/** IoU of the boxes in two slots of the scratch; 0 where they do not touch, so a box without area overlaps nothing. */
function slotIou(boxes: Float64Array, a: number, b: number): number {
  const p = a * BOX_STRIDE;
  const q = b * BOX_STRIDE;
  const width = Math.min(boxes[p + 2]!, boxes[q + 2]!) - Math.max(boxes[p]!, boxes[q]!);
  if (width <= 0) return 0;
  const height = Math.min(boxes[p + 3]!, boxes[q + 3]!) - Math.max(boxes[p + 1]!, boxes[q + 1]!);
  if (height <= 0) return 0;
  const intersection = width * height;
  return intersection / (boxes[p + 4]! + boxes[q + 4]! - intersection);
}

/** Appends slot `slot` to the kept ones of its class. */
function keepSlot({ next, first, last }: SuppressionScratch, group: number, slot: number): void {
  next[slot] = -1;
  if (first[group]! < 0) first[group] = slot;
  else next[last[group]!] = slot;
  last[group] = slot;
}

/**
 * Greedy suppression of the candidates at [start .. end), one image's by descending score. The rule is torchvision's
 * `batched_nms`: one is dropped when a better-scored kept one of its class overlaps it by more than the threshold.
 * @param lineage filled per position (BELOW_SCORE is left to the caller); null where only the kept ones matter.
 * @returns how many were kept; they stand in `scratch.kept`.
 */
export function suppressRanked(
  columns: RankedColumns,
  { start, end }: RowRange,
  settings: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage | null,
): number {
  const { kept, boxes, next, first } = scratch;
  const { score, classIndex } = columns;
  const { scoreThreshold, nmsIouThreshold, maxDetections, classAware = true } = settings;
  let count = 0;
  for (let at = start; at < end; at++) {
    const full = count >= maxDetections;
    if (!(score[at]! >= scoreThreshold) || (full && lineage === null)) break;
    const group = classAware ? classIndex[at]! : 0;
    loadBox(columns, at, boxes, count);
    let rival = first[group]!;
    let iou = 0;
    for (; rival >= 0; rival = next[rival]!) {
      iou = slotIou(boxes, rival, count);
      if (iou > nmsIouThreshold) break;
    }
    if (lineage !== null) {
      lineage.suppressedBy[at] = rival >= 0 ? kept[rival]! : full ? BEYOND_MAXIMUM : KEPT;
      lineage.iou[at] = rival >= 0 ? iou : 0;
    }
    if (rival >= 0 || full) continue;
    kept[count] = at;
    keepSlot(scratch, group, count++);
  }
  for (let i = 0; i < count; i++) first[classAware ? classIndex[kept[i]!]! : 0] = -1;
  return count;
}
