// Variance voting: the sides of a kept box move to where its heap, certain boxes first, says they are.
import type { RowRange } from './image-ranges.ts';
import { suppressGreedily } from './greedy.ts';
import { appendSlot, type RankedColumns, type RankedLineage, type SuppressionScratch } from './kernel.ts';
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
  const { acrossClasses, votingSigma } = settings.suppression ?? GREEDY;
  const { first, boxes, kept } = scratch;
  const groupOf = (at: number): number => (acrossClasses ? 0 : columns.classIndex[at]!);
  let end = range.start;
  for (; end < range.end && columns.score[end]! >= settings.scoreThreshold; end++) {
    boxes.load(columns, end, end - range.start);
    appendSlot(scratch, groupOf(end), end - range.start);
  }
  const sideSigma = columns.sideSigma && columns.sideSigma.subarray(range.start * 2, end * 2);
  for (let i = 0; i < count; i++) vote(kept[i]!, i, scratch, lineage, sideSigma, votingSigma);
  for (let at = range.start; at < end; at++) first[groupOf(at)] = -1;
  return count;
}

/** The corners of the i-th kept box, which is that of rank `winner`, into the scratch. */
function vote(
  winner: number,
  i: number,
  { keptCorners, boxes, next }: SuppressionScratch,
  { suppressedBy }: RankedLineage,
  sideSigma: Float32Array | null,
  votingSigma: number,
): void {
  let [x1, y1, x2, y2, weightX, weightY] = [0, 0, 0, 0, 0, 0];
  let voters = 0;
  for (let rank = winner; rank >= 0; rank = next[rank]!) {
    // What an earlier, better box removed was no longer there.
    if (suppressedBy[rank]! >= 0 && suppressedBy[rank]! < winner) continue;
    const iou = rank === winner ? 1 : boxes.iou(rank, winner);
    if (iou === 0) continue;
    voters++;
    const closeness = Math.exp(-((1 - iou) ** 2) / votingSigma);
    const vertical = sideSigma === null ? 1 : sideSigma[rank * 2]!;
    const horizontal = sideSigma === null ? 1 : sideSigma[rank * 2 + 1]!;
    const [voteX, voteY] = [closeness / (vertical * vertical), closeness / (horizontal * horizontal)];
    weightX += voteX;
    weightY += voteY;
    x1 += voteX * boxes.x1(rank);
    y1 += voteY * boxes.y1(rank);
    x2 += voteX * boxes.x2(rank);
    y2 += voteY * boxes.y2(rank);
  }
  const alone = voters < 2;
  keptCorners[i * 4] = alone ? boxes.x1(winner) : x1 / weightX;
  keptCorners[i * 4 + 1] = alone ? boxes.y1(winner) : y1 / weightY;
  keptCorners[i * 4 + 2] = alone ? boxes.x2(winner) : x2 / weightX;
  keptCorners[i * 4 + 3] = alone ? boxes.y2(winner) : y2 / weightY;
}
