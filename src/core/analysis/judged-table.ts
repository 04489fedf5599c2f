// Every box of a split that was judged at an operating point, as columns: what walls, plots and breakdowns are made from.
import type { Box } from '../boxes/box.ts';
import type { CandidateTable } from '../decode/candidate-table.ts';
import { MISSED, NO_ERROR } from '../errors/error-kind.ts';
import { findErrors } from '../errors/find-errors.ts';
import { COUNTED, withoutClasses, type CornerColumns, type GroundTruthColumns } from '../matching/columns.ts';
import { FALSE_POSITIVE, TRUE_POSITIVE, type Judgement } from '../matching/judge.ts';
import { recountSplit, type PreparedSplit } from '../metrics/evaluate-split.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { imageRanges } from '../nms/image-ranges.ts';
import { meanSigma } from '../nms/scores.ts';

/** What a row is: its number stands in the column `outcome`. */
export const JUDGED_OUTCOMES = ['tp', 'fp', 'missed'] as const;
export type JudgedOutcome = (typeof JUDGED_OUTCOMES)[number];
/** Their numbers. */
export const HIT = 0;
export const FALSE = 1;
export const MISS = 2;
/** `groundTruth`, `groundTruthClass`, `row`, `branch` and `anchor` where there is none. */
export const NONE = -1;

/**
 * A row is a detection that counts, or an object that none took; ignored ones are left out. Boxes are xyxy in image px. All
 * columns have `length` entries. Rows of one image stand together, detections by descending score before missed objects.
 */
export interface JudgedTable {
  readonly length: number;
  /** Index into the evaluated images. */
  readonly image: Uint32Array;
  readonly outcome: Uint8Array;
  /** Position in ERROR_KINDS; NO_ERROR for a true positive, and a missed object that a false positive is about. */
  readonly kind: Uint8Array;
  /** Class of the detection, or of the missed object. */
  readonly classIndex: Uint16Array;
  /** In [0, 1]; 0 for a missed object. */
  readonly score: Float32Array;
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly x2: Float32Array;
  readonly y2: Float32Array;
  /** The object that the outcome speaks of: taken, or the one that explains the error. Index within the image. */
  readonly groundTruth: Int32Array;
  readonly groundTruthClass: Int16Array;
  /** IoU with it; 0 where there is none. */
  readonly iou: Float32Array;
  /** Row of the candidate among those of its image. */
  readonly row: Int32Array;
  readonly branch: Int16Array;
  readonly anchor: Int16Array;
  /** Mean of the four sigmas, in [0, 1]; 0 without a Gaussian head. */
  readonly sigma: Float32Array;
  /** Root mean square of the standard deviations that were predicted for the four sides, px; 0 without a Gaussian head. */
  readonly sideSigma: Float32Array;
  /** Root mean square of how far the four sides lie from those of the object that was taken, px; 0 where none was taken. */
  readonly sideError: Float32Array;
}

/** The box of a row, image px. */
export function boxOfRow({ x1, y1, x2, y2 }: JudgedTable, row: number): Box {
  return { x1: x1[row]!, y1: y1[row]!, x2: x2[row]!, y2: y2[row]! };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function emptyTable(length: number): Writable<JudgedTable> {
  return {
    length,
    image: new Uint32Array(length),
    outcome: new Uint8Array(length),
    kind: new Uint8Array(length).fill(NO_ERROR),
    classIndex: new Uint16Array(length),
    score: new Float32Array(length),
    x1: new Float32Array(length),
    y1: new Float32Array(length),
    x2: new Float32Array(length),
    y2: new Float32Array(length),
    groundTruth: new Int32Array(length).fill(NONE),
    groundTruthClass: new Int16Array(length).fill(NONE),
    iou: new Float32Array(length),
    row: new Int32Array(length).fill(NONE),
    branch: new Int16Array(length).fill(NONE),
    anchor: new Int16Array(length).fill(NONE),
    sigma: new Float32Array(length),
    sideSigma: new Float32Array(length),
    sideError: new Float32Array(length),
  };
}

/** Two standard deviations for four sides: left and right share one, upper and lower the other. */
function rootMeanSideSigma({ sideSigma }: CandidateTable, row: number): number {
  return sideSigma === null ? 0 : Math.hypot(sideSigma[row * 2]!, sideSigma[row * 2 + 1]!) / Math.SQRT2;
}

function rootMeanSideError(a: CornerColumns, i: number, b: CornerColumns, j: number): number {
  const [left, right] = [a.x1[i]! - b.x1[j]!, a.x2[i]! - b.x2[j]!];
  const [upper, lower] = [a.y1[i]! - b.y1[j]!, a.y2[i]! - b.y2[j]!];
  return Math.hypot(left, right, upper, lower) / 2;
}

/** Judges a split at an operating point, as `recountSplit` does, and says of every box what it is. */
export function judgeTable(prepared: PreparedSplit, settings: OperatingSettings): JudgedTable {
  const groundTruth = withoutClasses(prepared.groundTruth, settings.muted?.classes);
  const { detections, judgement } = recountSplit(prepared, settings);
  const errors = findErrors(groundTruth, detections, judgement, settings, settings.scoreThreshold);
  const isMissed = (g: number): boolean => groundTruth.ignore[g] === COUNTED && judgement.detection[g]! < 0;
  const table = emptyTable(countRows(groundTruth, judgement, isMissed));
  const { start } = imageRanges(prepared.table);
  let at = 0;
  const setBox = (columns: CornerColumns & { readonly classIndex: Uint16Array }, i: number): void => {
    table.classIndex[at] = columns.classIndex[i]!;
    table.x1[at] = columns.x1[i]!;
    table.y1[at] = columns.y1[i]!;
    table.x2[at] = columns.x2[i]!;
    table.y2[at] = columns.y2[i]!;
  };
  const setObject = (image: number, g: number, iou: number): void => {
    if (g < 0) return;
    table.groundTruth[at] = g - groundTruth.start[image]!;
    table.groundTruthClass[at] = groundTruth.classIndex[g]!;
    table.iou[at] = iou;
  };
  let d = 0;
  for (let image = 0; image < groundTruth.images; image++) {
    for (; d < detections.length && detections.image[d] === image; d++) {
      const outcome = judgement.outcome[d];
      if (outcome !== TRUE_POSITIVE && outcome !== FALSE_POSITIVE) continue;
      const row = detections.row[d]!;
      setBox(detections, d);
      table.image[at] = image;
      table.outcome[at] = outcome === TRUE_POSITIVE ? HIT : FALSE;
      table.kind[at] = errors.kind[d]!;
      table.score[at] = detections.score[d]!;
      table.row[at] = row - start[image]!;
      table.branch[at] = prepared.table.branch[row]!;
      table.anchor[at] = prepared.table.anchor[row]!;
      table.sigma[at] = meanSigma(prepared.table, row);
      table.sideSigma[at] = rootMeanSideSigma(prepared.table, row);
      if (outcome === TRUE_POSITIVE) {
        const g = judgement.groundTruth[d]!;
        setObject(image, g, judgement.iou[d]!);
        table.sideError[at] = rootMeanSideError(detections, d, groundTruth, g);
      } else setObject(image, errors.groundTruth[d]!, errors.iou[d]!);
      at++;
    }
    for (let g = groundTruth.start[image]!; g < groundTruth.start[image + 1]!; g++) {
      if (!isMissed(g)) continue;
      setBox(groundTruth, g);
      table.image[at] = image;
      table.outcome[at] = MISS;
      table.kind[at] = errors.claimedBy[g]! < 0 ? MISSED : NO_ERROR;
      setObject(image, g, 1);
      at++;
    }
  }
  return table;
}

function countRows(
  groundTruth: GroundTruthColumns,
  { outcome }: Judgement,
  isMissed: (g: number) => boolean,
): number {
  let count = 0;
  for (let d = 0; d < outcome.length; d++)
    if (outcome[d] === TRUE_POSITIVE || outcome[d] === FALSE_POSITIVE) count++;
  for (let g = 0; g < groundTruth.length; g++) if (isMissed(g)) count++;
  return count;
}
