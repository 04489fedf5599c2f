// Weighted boxes fusion: the boxes of a heap become one, averaged by score.
import type { RowRange } from './image-ranges.ts';
import {
  appendSlot,
  BEYOND_MAXIMUM,
  KEPT,
  type RankedColumns,
  type RankedLineage,
  type SuppressionScratch,
} from './kernel.ts';
import { orderByScore } from './order-by-score.ts';
import { GREEDY, type SuppressionSettings } from './rule.ts';

/** Founds a heap with a candidate. */
function found(heap: number, columns: RankedColumns, at: number, scratch: SuppressionScratch): void {
  const { members, scoreSum, cornerSum } = scratch;
  const score = columns.score[at]!;
  members[heap] = 1;
  scoreSum[heap] = score;
  cornerSum[heap * 4] = columns.x1[at]! * score;
  cornerSum[heap * 4 + 1] = columns.y1[at]! * score;
  cornerSum[heap * 4 + 2] = columns.x2[at]! * score;
  cornerSum[heap * 4 + 3] = columns.y2[at]! * score;
}

/** Adds a candidate to a heap and moves the fused box, which lies in the heap's slot. */
function fuse(heap: number, columns: RankedColumns, at: number, scratch: SuppressionScratch): void {
  const { members, scoreSum, cornerSum, boxes } = scratch;
  const score = columns.score[at]!;
  members[heap]!++;
  const total = (scoreSum[heap]! += score);
  const x1 = (cornerSum[heap * 4]! += columns.x1[at]! * score);
  const y1 = (cornerSum[heap * 4 + 1]! += columns.y1[at]! * score);
  const x2 = (cornerSum[heap * 4 + 2]! += columns.x2[at]! * score);
  const y2 = (cornerSum[heap * 4 + 3]! += columns.y2[at]! * score);
  if (total > 0) boxes.store(heap, x1 / total, y1 / total, x2 / total, y2 / total);
}

/**
 * Weighted boxes fusion of one model's candidates (Solovyev et al. 2021, section 3.2), a `SuppressionKernel`: by descending
 * score each joins the heap of its class whose fused box it overlaps most and by more than the threshold, or founds one. The
 * lineage of one that joined names the founder, and the IoU at which it joined.
 */
export function suppressByFusion(
  columns: RankedColumns,
  { start, end }: RowRange,
  settings: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const { boxes, first, next, group: founder, score: final, members, scoreSum } = scratch;
  const { scoreThreshold, nmsIouThreshold, maxDetections, suppression = GREEDY } = settings;
  const { acrossClasses, fusedScore } = suppression;
  let heaps = 0;
  for (let at = start; at < end && columns.score[at]! >= scoreThreshold; at++) {
    const group = acrossClasses ? 0 : columns.classIndex[at]!;
    boxes.load(columns, at, heaps);
    let chosen = -1;
    let overlap = nmsIouThreshold;
    for (let heap = first[group]!; heap >= 0; heap = next[heap]!) {
      const iou = boxes.iouAbove(heap, heaps, overlap);
      if (!(iou > overlap)) continue;
      overlap = iou;
      chosen = heap;
    }
    const rank = at - start;
    lineage.suppressedBy[rank] = chosen < 0 ? KEPT : founder[chosen]!;
    lineage.iou[rank] = chosen < 0 ? 0 : overlap;
    lineage.score[rank] = columns.score[at]!;
    if (chosen >= 0) {
      fuse(chosen, columns, at, scratch);
      continue;
    }
    found(heaps, columns, at, scratch);
    founder[heaps] = rank;
    appendSlot(scratch, group, heaps++);
  }
  for (let heap = 0; heap < heaps; heap++) {
    const rank = founder[heap]!;
    first[acrossClasses ? 0 : columns.classIndex[start + rank]!] = -1;
    final[heap] = fusedScore === 'max' ? columns.score[start + rank]! : scoreSum[heap]! / members[heap]!;
    lineage.score[rank] = final[heap]!;
  }
  return takeBest(heaps, maxDetections, scratch, lineage);
}

/** Keeps the best heaps of an image. @returns how many */
function takeBest(
  heaps: number,
  maxDetections: number,
  { group: founder, score, kept, keptScore, keptCorners, boxes }: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const order = orderByScore(score.subarray(0, heaps));
  for (let place = 0; place < heaps; place++) {
    const heap = order[place]!;
    if (place >= maxDetections) {
      lineage.suppressedBy[founder[heap]!] = BEYOND_MAXIMUM;
      continue;
    }
    kept[place] = founder[heap]!;
    keptScore[place] = score[heap]!;
    keptCorners[place * 4] = boxes.x1(heap);
    keptCorners[place * 4 + 1] = boxes.y1(heap);
    keptCorners[place * 4 + 2] = boxes.x2(heap);
    keptCorners[place * 4 + 3] = boxes.y2(heap);
  }
  return Math.min(heaps, maxDetections);
}
