// Soft suppression: an overlapping box loses score instead of being removed.
import type { RowRange } from './image-ranges.ts';
import {
  appendSlot,
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

/** Slot of the highest score left in a class' list, the first of equals; -1 where all are done. */
function findBest({ score, next }: SuppressionScratch, first: number): number {
  let best = -1;
  let highest = DONE;
  for (let slot = first; slot >= 0; slot = next[slot]!) {
    if (score[slot]! > highest) {
      highest = score[slot]!;
      best = slot;
    }
  }
  return best;
}

/**
 * Chooses the candidates of one class: again and again the best of those left, which lowers the others. Chosen ones are
 * appended to `kept`, from `count` on. @returns the new count
 */
function chooseOfClass(
  first: number,
  count: number,
  { start }: RowRange,
  { scoreThreshold, nmsIouThreshold, suppression = GREEDY }: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const { kept, keptScore, boxes, next, score: left, share: least } = scratch;
  const linear = suppression.method === 'soft-linear';
  for (;;) {
    const best = findBest(scratch, first);
    if (best < 0 || !(left[best]! >= scoreThreshold)) return count;
    const winner = start + best;
    kept[count] = winner;
    keptScore[count++] = left[best]!;
    lineage.score[winner] = left[best]!;
    lineage.suppressedBy[winner] = KEPT;
    left[best] = DONE;
    for (let slot = first; slot >= 0; slot = next[slot]!) {
      if (left[slot]! < 0) continue;
      const iou = slotIou(boxes, slot, best);
      if (iou === 0) continue;
      const share = remainder(iou, nmsIouThreshold, linear, suppression.softSigma);
      left[slot]! *= share;
      if (share >= least[slot]!) continue;
      least[slot] = share;
      lineage.suppressedBy[start + slot] = winner;
      lineage.iou[start + slot] = iou;
    }
  }
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
    const position = kept[i]!;
    const score = keptScore[i]!;
    let at = i;
    for (; at > 0; at--) {
      const before = keptScore[at - 1]!;
      if (before > score || (before === score && kept[at - 1]! < position)) break;
      kept[at] = kept[at - 1]!;
      keptScore[at] = before;
    }
    kept[at] = position;
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
  range: RowRange,
  settings: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const { boxes, first, score: left, share: least } = scratch;
  const { scoreThreshold, suppression = GREEDY } = settings;
  const { classIndex, score } = columns;
  const length = range.end - range.start;
  const groupOf = (slot: number): number => (suppression.acrossClasses ? 0 : classIndex[range.start + slot]!);
  for (let slot = 0; slot < length; slot++) {
    const at = range.start + slot;
    loadBox(columns, at, boxes, slot);
    left[slot] = score[at]! >= 0 ? score[at]! : DONE;
    lineage.suppressedBy[at] = BELOW_SCORE;
    if (score[at]! >= scoreThreshold) appendSlot(scratch, groupOf(slot), slot);
  }
  least.fill(1, 0, length);
  let count = 0;
  for (let slot = 0; slot < length; slot++) {
    const group = groupOf(slot);
    const head = first[group]!;
    if (head < 0) continue;
    count = chooseOfClass(head, count, range, settings, scratch, lineage);
    first[group] = -1;
  }
  for (let slot = 0; slot < length; slot++) {
    if (left[slot]! >= 0) lineage.score[range.start + slot] = left[slot]!;
  }
  return rankChosen(count, settings.maxDetections, scratch, lineage);
}
