// Weighted boxes fusion: the boxes of a heap become one, averaged by score.
import type { RowRange } from './image-ranges.ts';
import {
  appendSlot,
  BEYOND_MAXIMUM,
  BOX_STRIDE,
  KEPT,
  loadBox,
  slotIou,
  storeBox,
  type RankedColumns,
  type RankedLineage,
  type SuppressionScratch,
} from './kernel.ts';
import { orderByScore } from './order-by-score.ts';
import { GREEDY, type SuppressionSettings } from './rule.ts';

/** Heaps as they grow; the fused box of heap h lies in slot h of the scratch's boxes. */
interface Heaps {
  count: number;
  /** Position of the best-scored box. */
  readonly lead: Uint32Array;
  readonly members: Uint32Array;
  readonly scores: Float64Array;
  /** Corners times scores, summed; four per heap. */
  readonly weighted: Float64Array;
}

function createHeaps(most: number): Heaps {
  return {
    count: 0,
    lead: new Uint32Array(most),
    members: new Uint32Array(most),
    scores: new Float64Array(most),
    weighted: new Float64Array(most * 4),
  };
}

/** Adds a candidate to a heap and moves the fused box. */
function fuse(heaps: Heaps, heap: number, columns: RankedColumns, at: number, boxes: Float64Array): void {
  const score = columns.score[at]!;
  const { weighted, scores } = heaps;
  heaps.members[heap]!++;
  scores[heap]! += score;
  weighted[heap * 4]! += columns.x1[at]! * score;
  weighted[heap * 4 + 1]! += columns.y1[at]! * score;
  weighted[heap * 4 + 2]! += columns.x2[at]! * score;
  weighted[heap * 4 + 3]! += columns.y2[at]! * score;
  const total = scores[heap]!;
  // The founder's box stays as it is, to the last bit.
  if (heaps.members[heap] === 1 || !(total > 0)) return;
  const side = (k: number): number => weighted[heap * 4 + k]! / total;
  storeBox(boxes, heap, side(0), side(1), side(2), side(3));
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
  const { boxes, first, next, kept, keptScore, keptCorners } = scratch;
  const { scoreThreshold, nmsIouThreshold, maxDetections, suppression = GREEDY } = settings;
  let last = start;
  while (last < end && columns.score[last]! >= scoreThreshold) last++;
  const heaps = createHeaps(last - start);
  for (let at = start; at < last; at++) {
    const group = suppression.acrossClasses ? 0 : columns.classIndex[at]!;
    loadBox(columns, at, boxes, heaps.count);
    let chosen = -1;
    let overlap = nmsIouThreshold;
    for (let heap = first[group]!; heap >= 0; heap = next[heap]!) {
      const iou = slotIou(boxes, heap, heaps.count);
      if (!(iou > overlap)) continue;
      overlap = iou;
      chosen = heap;
    }
    lineage.suppressedBy[at] = chosen < 0 ? KEPT : heaps.lead[chosen]!;
    lineage.iou[at] = chosen < 0 ? 0 : overlap;
    lineage.score[at] = columns.score[at]!;
    if (chosen < 0) {
      chosen = heaps.count++;
      heaps.lead[chosen] = at;
      appendSlot(scratch, group, chosen);
    }
    fuse(heaps, chosen, columns, at, boxes);
  }
  for (let i = 0; i < heaps.count; i++)
    first[suppression.acrossClasses ? 0 : columns.classIndex[heaps.lead[i]!]!] = -1;

  const final = new Float32Array(heaps.count);
  for (let heap = 0; heap < heaps.count; heap++)
    final[heap] =
      suppression.fusedScore === 'max'
        ? columns.score[heaps.lead[heap]!]!
        : heaps.scores[heap]! / heaps.members[heap]!;
  const order = orderByScore(final);
  order.forEach((heap, rank) => {
    const lead = heaps.lead[heap]!;
    lineage.score[lead] = final[heap]!;
    if (rank >= maxDetections) {
      lineage.suppressedBy[lead] = BEYOND_MAXIMUM;
      return;
    }
    kept[rank] = lead;
    keptScore[rank] = final[heap]!;
    for (let k = 0; k < 4; k++) keptCorners[rank * 4 + k] = boxes[heap * BOX_STRIDE + k]!;
  });
  return Math.min(heaps.count, maxDetections);
}
