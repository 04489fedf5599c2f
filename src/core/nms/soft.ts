// Soft suppression: an overlapping box loses score instead of being removed.
import type { RowRange } from './image-ranges.ts';
import {
  appendSlot,
  BELOW_SCORE,
  BEYOND_MAXIMUM,
  KEPT,
  type RankedColumns,
  type RankedLineage,
  type SuppressionScratch,
} from './kernel.ts';
import { GREEDY, type SuppressionSettings } from './rule.ts';

/** What is left of a score at an overlap, in [0, 1] (Bodla et al. 2017, section 3). */
function remainder(iou: number, nmsIouThreshold: number, linear: boolean, sigma: number): number {
  if (linear) return iou > nmsIouThreshold ? 1 - iou : 1;
  return Math.exp(-(iou * iou) / sigma);
}

/**
 * Chooses the candidates of one class: again and again the best of those left, the first of equals, which lowers the others.
 * Chosen ones are appended to `kept`, from `count` on. @returns the new count
 */
function chooseOfClass(
  first: number,
  count: number,
  { scoreThreshold, nmsIouThreshold, suppression = GREEDY }: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const { kept, keptScore, boxes, next, group, score, share: least } = scratch;
  const linear = suppression.method === 'soft-linear';
  const leastIou = linear ? nmsIouThreshold : 0;
  let left = 0;
  for (let rank = first; rank >= 0; rank = next[rank]!) group[left++] = rank;
  // The first comes first in score too, until some are lowered.
  let best = 0;
  while (left > 0 && score[group[best]!]! >= scoreThreshold) {
    const winner = group[best]!;
    kept[count] = winner;
    keptScore[count++] = score[winner]!;
    lineage.suppressedBy[winner] = KEPT;
    let stays = 0;
    best = 0;
    for (let i = 0; i < left; i++) {
      const rank = group[i]!;
      if (rank === winner) continue;
      const iou = boxes.iouAbove(rank, winner, leastIou);
      if (iou > leastIou) {
        const share = remainder(iou, nmsIouThreshold, linear, suppression.softSigma);
        score[rank]! *= share;
        if (share < least[rank]!) {
          least[rank] = share;
          lineage.suppressedBy[rank] = winner;
          lineage.iou[rank] = iou;
        }
      }
      group[stays] = rank;
      if (score[rank]! > score[group[best]!]!) best = stays;
      stays++;
    }
    left = stays;
  }
  return count;
}

/**
 * Brings the chosen of all classes into the order of their final scores, equal ones into that of the candidates, and cuts them
 * at the maximum. Each class comes in order already, so inserting moves little.
 */
function rankChosen(
  count: number,
  maxDetections: number,
  { kept, keptScore }: SuppressionScratch,
  lineage: RankedLineage,
): number {
  for (let i = 1; i < count; i++) {
    const rank = kept[i]!;
    const score = keptScore[i]!;
    let at = i;
    for (; at > 0; at--) {
      const before = keptScore[at - 1]!;
      if (before > score || (before === score && kept[at - 1]! < rank)) break;
      kept[at] = kept[at - 1]!;
      keptScore[at] = before;
    }
    kept[at] = rank;
    keptScore[at] = score;
  }
  for (let i = maxDetections; i < count; i++) lineage.suppressedBy[kept[i]!] = BEYOND_MAXIMUM;
  return Math.min(count, maxDetections);
}

/**
 * Soft-NMS, a `SuppressionKernel`. `nmsIouThreshold` counts for `soft-linear` only. Time: for each class survivors x candidates
 * of the image.
 */
export function suppressSoftly(
  columns: RankedColumns,
  { start, end }: RowRange,
  settings: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const { boxes, first, score, share: least } = scratch;
  const { scoreThreshold, maxDetections, suppression = GREEDY } = settings;
  const groupOf = (rank: number): number =>
    suppression.acrossClasses ? 0 : columns.classIndex[start + rank]!;
  let length = 0;
  for (; start + length < end && columns.score[start + length]! >= scoreThreshold; length++) {
    boxes.load(columns, start + length, length);
    score[length] = columns.score[start + length]!;
    lineage.suppressedBy[length] = BELOW_SCORE;
    appendSlot(scratch, groupOf(length), length);
  }
  least.fill(1, 0, length);
  let count = 0;
  for (let rank = 0; rank < length; rank++) {
    const group = groupOf(rank);
    if (first[group]! < 0) continue;
    count = chooseOfClass(first[group]!, count, settings, scratch, lineage);
    first[group] = -1;
  }
  lineage.score.set(score.subarray(0, length));
  return rankChosen(count, maxDetections, scratch, lineage);
}
