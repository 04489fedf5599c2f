// Greedy suppression: one pass over candidates by descending score; the first of a heap stays.
import type { BoxSlots } from './box-slots.ts';
import type { RowRange } from './image-ranges.ts';
import {
  appendSlot,
  BEYOND_MAXIMUM,
  KEPT,
  type RankedColumns,
  type RankedLineage,
  type SuppressionScratch,
} from './kernel.ts';
import { GREEDY, type SuppressionSettings } from './rule.ts';

/**
 * DIoU's penalty (Zheng et al. 2020): (squared distance of the centres / squared diagonal of the box around both) ^ beta.
 * In [0, 1).
 */
function centrePenalty(boxes: BoxSlots, a: number, b: number, beta: number): number {
  const dx = (boxes.x1(a) + boxes.x2(a) - boxes.x1(b) - boxes.x2(b)) / 2;
  const dy = (boxes.y1(a) + boxes.y2(a) - boxes.y1(b) - boxes.y2(b)) / 2;
  const width = Math.max(boxes.x2(a), boxes.x2(b)) - Math.min(boxes.x1(a), boxes.x1(b));
  const height = Math.max(boxes.y2(a), boxes.y2(b)) - Math.min(boxes.y1(a), boxes.y1(b));
  return ((dx * dx + dy * dy) / (width * width + height * height)) ** beta;
}

/**
 * Greedy suppression, a `SuppressionKernel`. The rule is torchvision's `batched_nms`: one is dropped when a better-scored kept
 * one of its class overlaps it by more than the threshold; with `diou`, when the overlap less the centres' penalty does. Kept
 * ones form one linked list a class, so that a candidate meets its own class only, the best-scored first.
 */
export function suppressGreedily(
  columns: RankedColumns,
  { start, end }: RowRange,
  settings: SuppressionSettings,
  scratch: SuppressionScratch,
  lineage: RankedLineage,
): number {
  const { kept, keptScore, boxes, next, first } = scratch;
  const { score, classIndex } = columns;
  const { scoreThreshold, nmsIouThreshold, maxDetections, suppression = GREEDY } = settings;
  const { acrossClasses, method, diouBeta } = suppression;
  const penalized = method === 'diou';
  let count = 0;
  for (let at = start; at < end; at++) {
    const full = count >= maxDetections;
    if (!(score[at]! >= scoreThreshold)) break;
    const rank = at - start;
    const group = acrossClasses ? 0 : classIndex[at]!;
    boxes.load(columns, at, count);
    let rival = first[group]!;
    let iou = 0;
    for (; rival >= 0; rival = next[rival]!) {
      iou = boxes.iouAbove(rival, count, nmsIouThreshold);
      if (!(iou > nmsIouThreshold)) continue;
      if (!penalized || iou - centrePenalty(boxes, rival, count, diouBeta) > nmsIouThreshold) break;
    }
    lineage.suppressedBy[rank] = rival >= 0 ? kept[rival]! : full ? BEYOND_MAXIMUM : KEPT;
    lineage.iou[rank] = rival >= 0 ? iou : 0;
    lineage.score[rank] = score[at]!;
    if (rival >= 0 || full) continue;
    kept[count] = rank;
    keptScore[count] = score[at]!;
    appendSlot(scratch, group, count++);
  }
  for (let i = 0; i < count; i++) first[acrossClasses ? 0 : classIndex[start + kept[i]!]!] = -1;
  return count;
}
