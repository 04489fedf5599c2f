// Variance voting: the sides of a kept box move to where its heap, certain boxes first, says they are.
import type { RowRange } from './image-ranges.ts';
import { suppressGreedily } from './greedy.ts';
import {
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
  let voters = range.start;
  while (voters < range.end && columns.score[voters]! >= settings.scoreThreshold) {
    loadBox(columns, voters, scratch.boxes, voters - range.start);
    voters++;
  }
  for (let i = 0; i < count; i++) {
    vote(columns, { start: range.start, end: voters }, settings, scratch, lineage, i);
  }
  return count;
}

/** The corners of the i-th kept box, into the scratch. */
function vote(
  { x1, y1, x2, y2, classIndex, sideSigma }: RankedColumns,
  { start, end }: RowRange,
  { suppression = GREEDY }: SuppressionSettings,
  { kept, keptCorners, boxes }: SuppressionScratch,
  { suppressedBy }: RankedLineage,
  i: number,
): void {
  const winner = kept[i]!;
  const corners = [x1, y1, x2, y2];
  const weights = [0, 0, 0, 0];
  const sums = [0, 0, 0, 0];
  for (let at = winner; at < end; at++) {
    if (!suppression.acrossClasses && classIndex[at] !== classIndex[winner]) continue;
    // What an earlier, better box removed was no longer there.
    if (suppressedBy[at]! >= 0 && suppressedBy[at]! < winner) continue;
    const iou = at === winner ? 1 : slotIou(boxes, at - start, winner - start);
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
