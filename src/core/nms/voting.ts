// Variance voting: the sides of a kept box move to where its heap, certain boxes first, says they are.
import type { RowRange } from './image-ranges.ts';
import { suppressGreedily } from './greedy.ts';
import {
  appendSlot,
  loadBox,
  slotIou,
  type RankedColumns,
  type RankedLineage,
  type SuppressionScratch,
} from './kernel.ts';
import { GREEDY, type SuppressionSettings } from './rule.ts';

/**
 * Greedy suppression followed by variance voting (He et al. 2019, section 3.3), a `SuppressionKernel`. A side of a kept box b
 * becomes the mean of that side over the candidates that were left when b was kept and that overlap it, weighted by
 * exp(-(1 - IoU)^2 / votingSigma) / variance of the side; without a Gaussian head all variances are equal. Candidates below the
 * score threshold do not vote. Scores stay.
 */
export function suppressByVoting(
  columns: RankedColumns,
  range: RowRange,
  settings: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const count = suppressGreedily(columns, range, settings, scratch, lineage);
  const { first, boxes } = scratch;
  const groupOf = (at: number): number =>
    (settings.suppression ?? GREEDY).acrossClasses ? 0 : columns.classIndex[at]!;
  let end = range.start;
  for (; end < range.end && columns.score[end]! >= settings.scoreThreshold; end++) {
    loadBox(columns, end, boxes, end - range.start);
    appendSlot(scratch, groupOf(end), end - range.start);
  }
  for (let i = 0; i < count; i++) vote(columns, range.start, settings, scratch, lineage, i);
  for (let at = range.start; at < end; at++) first[groupOf(at)] = -1;
  return count;
}

/** The corners of the i-th kept box, into the scratch. */
function vote(
  { x1, y1, x2, y2, sideSigma }: RankedColumns,
  start: number,
  { suppression = GREEDY }: SuppressionSettings,
  { kept, keptCorners, boxes, next }: SuppressionScratch,
  { suppressedBy }: RankedLineage,
  i: number,
): void {
  const winner = kept[i]!;
  const corners = [x1, y1, x2, y2];
  const weights = [0, 0, 0, 0];
  const sums = [0, 0, 0, 0];
  for (let slot = winner - start; slot >= 0; slot = next[slot]!) {
    const at = start + slot;
    // What an earlier, better box removed was no longer there.
    if (suppressedBy[at]! >= 0 && suppressedBy[at]! < winner) continue;
    const iou = at === winner ? 1 : slotIou(boxes, slot, winner - start);
    if (iou === 0) continue;
    const closeness = Math.exp(-((1 - iou) ** 2) / suppression.votingSigma);
    for (let side = 0; side < 4; side++) {
      const sigma = sideSigma === null ? 1 : sideSigma[at * 2 + (side % 2)]!;
      const weight = closeness / (sigma * sigma);
      weights[side]! += weight;
      sums[side]! += weight * corners[side]![at]!;
    }
  }
  for (let side = 0; side < 4; side++) keptCorners[i * 4 + side] = sums[side]! / weights[side]!;
}
