// Suppression of one image's candidates, remembering who suppressed whom.
import type { CandidateTable } from '../decode/candidate-table.ts';
import { BELOW_SCORE, createSuppressionScratch, suppressRanked, type SuppressionSettings } from './greedy.ts';
import type { RowRange } from './image-ranges.ts';
import { orderByScore } from './order-by-score.ts';
import { candidateScores, gather, rankedColumns } from './scored-table.ts';

/** What became of the candidates of one image. */
export interface Suppression {
  /** The rows that were judged, in the order given; `suppressedBy` and `iou` run along it. */
  readonly rows: Uint32Array;
  /** Surviving rows by descending score; equal scores stay in the order given. */
  readonly kept: Uint32Array;
  /** The row that suppressed this one (the best-scored kept row that overlaps it enough), or KEPT, BELOW_SCORE, BEYOND_MAXIMUM. */
  readonly suppressedBy: Int32Array;
  /** IoU with the suppressor; 0 where there is none. */
  readonly iou: Float32Array;
}

/** The rows of a range as a list, or the list itself. */
function listRows(rows: RowRange | Uint32Array): Uint32Array {
  if (rows instanceof Uint32Array) return rows;
  const list = new Uint32Array(rows.end - rows.start);
  for (let i = 0; i < list.length; i++) list[i] = rows.start + i;
  return list;
}

function largestClass(table: CandidateTable, rows: Uint32Array): number {
  let largest = 0;
  for (let i = 0; i < rows.length; i++) largest = Math.max(largest, table.classIndex[rows[i]!]!);
  return largest;
}

/**
 * Greedy class-aware suppression (torchvision's `batched_nms`: by descending score, dropped when IoU > threshold) over rows of
 * one image, with lineage. Boxes in image px.
 * @param rows a contiguous range or a list of rows (for example without muted branches), all of one image.
 * @param scores of the whole table, where they are known already (`candidateScores`).
 */
export function suppressOverlaps(
  table: CandidateTable,
  rows: RowRange | Uint32Array,
  settings: SuppressionSettings,
  scores?: Float32Array,
): Suppression {
  const list = listRows(rows);
  const count = list.length;
  const all = scores ?? candidateScores(table);
  const order = orderByScore(gather(all, list, new Float32Array(count)));
  const ranked = order.map((at) => list[at]!);
  const lineage = { suppressedBy: new Int32Array(count).fill(BELOW_SCORE), iou: new Float32Array(count) };
  const scratch = createSuppressionScratch(count, largestClass(table, list) + 1);
  const columns = rankedColumns(table, ranked, all);
  const keptCount = suppressRanked(columns, { start: 0, end: count }, settings, scratch, lineage);

  const kept = scratch.kept.subarray(0, keptCount).map((at) => ranked[at]!);
  const suppressedBy = new Int32Array(count);
  const iou = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const by = lineage.suppressedBy[at]!;
    suppressedBy[order[at]!] = by >= 0 ? ranked[by]! : by;
    iou[order[at]!] = lineage.iou[at]!;
  }
  return { rows: list, kept, suppressedBy, iou };
}
