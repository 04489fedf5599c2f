// A split counted at other settings, in steps: what a moving slider does not change is not done again.
import type { CandidateTable } from '../decode/candidate-table.ts';
import { COUNTED, type GroundTruthColumns } from '../matching/columns.ts';
import { FALSE_POSITIVE, judgeByOverlaps, TRUE_POSITIVE, UNJUDGED } from '../matching/judge.ts';
import { findOverlaps, type Overlaps } from '../matching/overlaps.ts';
import { orderByScore, rowOrder } from '../nms/order-by-score.ts';
import { dependsOnWeakCandidates, GREEDY, type SuppressionSettings } from '../nms/rule.ts';
import type { ScoredTable } from '../nms/scored-table.ts';
import { keepSurvivors, survivorsAsDetections, type Survivors } from '../nms/suppress-split.ts';
import { sum } from '../statistics/sum.ts';
import { COCO_MAX_DETECTIONS } from './coco-parameters.ts';
import { groupAt, groupIndices } from './group-indices.ts';
import { countObjects, operatingPoint } from './operating-point.ts';
import { meanOfKnown, meanPrecision } from './precision-recall.ts';
import type { OperatingPoint, OperatingSettings } from './summary.ts';

/** Bins of the score histograms over [0, 1]. */
const SCORE_BINS = 25;
/** Any boxes that touch overlap at this threshold. */
const TOUCHING = Number.MIN_VALUE;

/** The ground truth of a split, and how a table's boxes lie on it: outlives every change of scores and thresholds. */
export interface SplitObjects {
  readonly groundTruth: GroundTruthColumns;
  /** Of each row of the table. About 20 bytes a candidate. */
  readonly overlaps: Overlaps;
}

/** How many objects count. */
export interface ObjectCounts {
  readonly ofClass: Uint32Array;
  readonly ofImage: Uint32Array;
}

/** Counts of a whole split. */
export interface RecountedSplit {
  readonly operatingPoint: OperatingPoint;
  /** In the order of the table's images; `objects`: those that count. */
  readonly images: { readonly tp: Uint32Array; readonly fp: Uint32Array; readonly objects: Uint32Array };
  /** Judged detections by score, whatever the score threshold. */
  readonly scoreHistogram: { readonly tp: number[]; readonly fp: number[] };
}

/** Compares every candidate with the ground truth of its image. */
export function splitObjects(table: CandidateTable, groundTruth: GroundTruthColumns): SplitObjects {
  return { groundTruth, overlaps: findOverlaps(groundTruth, table, TOUCHING) };
}

/** @param classes how many there are */
export function objectCounts(groundTruth: GroundTruthColumns, classes: number): ObjectCounts {
  const ofImage = new Uint32Array(groundTruth.images);
  for (let image = 0; image < groundTruth.images; image++) {
    for (let g = groundTruth.start[image]!; g < groundTruth.start[image + 1]!; g++)
      if (groundTruth.ignore[g] === COUNTED) ofImage[image]!++;
  }
  return { ofClass: countObjects(groundTruth, classes), ofImage };
}

/**
 * What survives suppression, down to no score threshold where that is the same as at the threshold: then the score slider only
 * counts anew, and so does that of the maximum, as at least COCO's 100 are kept.
 */
export function keepForCounting(scored: ScoredTable, settings: SuppressionSettings): Survivors {
  const { scoreThreshold, maxDetections, suppression = GREEDY } = settings;
  return keepSurvivors(scored, {
    ...settings,
    scoreThreshold: dependsOnWeakCandidates(suppression) ? scoreThreshold : 0,
    maxDetections: Math.max(maxDetections, COCO_MAX_DETECTIONS),
  });
}

/** Survivors of a whole split, and the outcome of each. */
export interface JudgedSurvivors extends Pick<Survivors, 'start' | 'row' | 'score'> {
  readonly outcome: Uint8Array;
}

/** Judges every survivor. */
export function judgeSurvivors(
  { groundTruth, overlaps }: SplitObjects,
  scored: ScoredTable,
  survivors: Survivors,
  matchIouThreshold: number,
): JudgedSurvivors {
  const { start, row, score } = survivors;
  if (survivors.corners === null) {
    const { outcome } = judgeByOverlaps(groundTruth, overlaps, row, matchIouThreshold);
    return { start, row, score, outcome: gatherBytes(outcome, row) };
  }
  const moved = findOverlaps(groundTruth, survivorsAsDetections(scored, survivors), matchIouThreshold);
  const { outcome } = judgeByOverlaps(groundTruth, moved, rowOrder(survivors.length), matchIouThreshold);
  return { start, row, score, outcome };
}

function gatherBytes(values: Uint8Array, rows: Uint32Array): Uint8Array {
  const gathered = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = values[rows[i]!]!;
  return gathered;
}

/** Counts at the settings under which the survivors were judged. */
export function countSurvivors(
  { ofImage }: ObjectCounts,
  { start, score, outcome }: JudgedSurvivors,
  settings: OperatingSettings,
): RecountedSplit {
  const { scoreThreshold, maxDetections } = settings;
  const images = start.length - 1;
  const bins = [new Array<number>(SCORE_BINS).fill(0), new Array<number>(SCORE_BINS).fill(0)] as const;
  const counts = [new Uint32Array(images), new Uint32Array(images)] as const;
  for (let image = 0; image < images; image++) {
    const end = Math.min(start[image + 1]!, start[image]! + maxDetections);
    for (let i = start[image]!; i < end; i++) {
      const kind = outcome[i]!;
      if (kind !== TRUE_POSITIVE && kind !== FALSE_POSITIVE) continue;
      const value = score[i]!;
      bins[kind][Math.min(SCORE_BINS - 1, Math.floor(value * SCORE_BINS))]!++;
      if (value >= scoreThreshold) counts[kind][image]!++;
    }
  }
  const [fp, tp] = [counts[FALSE_POSITIVE], counts[TRUE_POSITIVE]];
  const hits = sum(tp);
  const total = { tp: hits, fp: sum(fp), fn: sum(ofImage) - hits };
  return {
    operatingPoint: operatingPoint(total, images, settings),
    images: { tp, fp, objects: ofImage },
    scoreHistogram: { tp: bins[TRUE_POSITIVE], fp: bins[FALSE_POSITIVE] },
  };
}

/**
 * COCO's average precision at one IoU, the best 100 detections of an image, whatever the score threshold.
 * @param classIndex of each row of the table
 * @param judged survivors of `keepForCounting` at no score threshold, judged at that IoU
 * @returns -1 where no object counts
 */
export function splitPrecision(
  { ofClass }: ObjectCounts,
  classIndex: Uint16Array,
  { start, row, score, outcome }: JudgedSurvivors,
): number {
  const counted = outcome.slice();
  for (let image = 0; image + 1 < start.length; image++)
    if (start[image + 1]! - start[image]! > COCO_MAX_DETECTIONS)
      counted.fill(UNJUDGED, start[image]! + COCO_MAX_DETECTIONS, start[image + 1]);
  const classes = new Uint16Array(row.length);
  for (let i = 0; i < row.length; i++) classes[i] = classIndex[row[i]!]!;
  const byClass = groupIndices(classes, ofClass.length, orderByScore(score));
  const precisions = Array.from(ofClass, (objects, c) =>
    averagePrecision(groupAt(byClass, c), counted, objects),
  );
  return meanOfKnown(precisions);
}

/** One class: its detections by descending score, and the outcome of each. */
function averagePrecision(ranked: Uint32Array, outcome: Uint8Array, objects: number): number {
  if (objects === 0) return -1;
  const before = new Int32Array(objects);
  let hits = 0;
  let falsePositives = 0;
  for (let i = 0; i < ranked.length; i++) {
    const kind = outcome[ranked[i]!];
    if (kind === TRUE_POSITIVE) before[hits++] = falsePositives;
    else if (kind === FALSE_POSITIVE) falsePositives++;
  }
  return meanPrecision(before, 0, hits, objects);
}
