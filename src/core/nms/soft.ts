// Soft suppression: an overlapping box loses score instead of being removed.
import type { RowRange } from './image-ranges.ts';
import {
  BELOW_SCORE,
  BEYOND_MAXIMUM,
  KEPT,
  loadBox,
  slotIou,
  type RankedColumns,
  type RankedLineage,
  type SuppressionScratch,
} from './kernel.ts';
import { GREEDY, type SuppressionSettings } from './rule.ts';

/** The mark of a candidate that was chosen or never took part. */
const DONE = -1;

/** What is left of a score at an overlap, in [0, 1] (Bodla et al. 2017, section 3). */
function remainder(iou: number, nmsIouThreshold: number, linear: boolean, sigma: number): number {
  if (linear) return iou > nmsIouThreshold ? 1 - iou : 1;
  return Math.exp(-(iou * iou) / sigma);
}

/** Index of the highest score, the first of equals; -1 where all are done. */
function findBest(score: Float32Array, length: number): number {
  let best = -1;
  let highest = DONE;
  for (let i = 0; i < length; i++) {
    if (score[i]! > highest) {
      highest = score[i]!;
      best = i;
    }
  }
  return best;
}

/**
 * Soft-NMS, a `SuppressionKernel`: again and again the best of those left is kept, and lowers the others of its class.
 * `nmsIouThreshold` counts for `soft-linear` only. Time: survivors x candidates of the image.
 */
export function suppressSoftly(
  columns: RankedColumns,
  { start, end }: RowRange,
  settings: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const { kept, keptScore, boxes, score: left, share: least } = scratch;
  const { scoreThreshold, nmsIouThreshold, maxDetections, suppression = GREEDY } = settings;
  const { acrossClasses, softSigma, method } = suppression;
  const { classIndex, score } = columns;
  const length = end - start;
  for (let i = 0; i < length; i++) {
    loadBox(columns, start + i, boxes, i);
    left[i] = score[start + i]! >= 0 ? score[start + i]! : DONE;
    lineage.suppressedBy[start + i] = BELOW_SCORE;
  }
  least.fill(1, 0, length);
  let count = 0;
  for (; count < maxDetections; count++) {
    const best = findBest(left, length);
    if (best < 0 || !(left[best]! >= scoreThreshold)) break;
    const winner = start + best;
    kept[count] = winner;
    keptScore[count] = left[best]!;
    lineage.score[winner] = left[best]!;
    lineage.suppressedBy[winner] = KEPT;
    left[best] = DONE;
    for (let i = 0; i < length; i++) {
      if (left[i]! < 0 || (!acrossClasses && classIndex[start + i] !== classIndex[winner])) continue;
      const iou = slotIou(boxes, i, best);
      if (iou === 0) continue;
      const share = remainder(iou, nmsIouThreshold, method === 'soft-linear', softSigma);
      left[i]! *= share;
      if (share >= least[i]!) continue;
      least[i] = share;
      lineage.suppressedBy[start + i] = winner;
      lineage.iou[start + i] = iou;
    }
  }
  for (let i = 0; i < length; i++) {
    if (left[i]! < 0) continue;
    const at = start + i;
    lineage.score[at] = left[i]!;
    if (left[i]! >= scoreThreshold) lineage.suppressedBy[at] = BEYOND_MAXIMUM;
    else if (!(score[at]! >= scoreThreshold)) lineage.suppressedBy[at] = BELOW_SCORE;
  }
  return count;
}
