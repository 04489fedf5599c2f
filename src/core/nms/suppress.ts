// Suppression of one image's candidates, remembering who suppressed whom.
import { candidateScore, type CandidateTable } from '../decode/candidate-table.ts';
import { BELOW_SCORE, createSuppressionScratch, suppressRanked, type SuppressionSettings } from './greedy.ts';
import type { RowRange } from './image-ranges.ts';
import { orderByScore } from './order-by-score.ts';

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
  const listScores = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const row = list[i]!;
    listScores[i] = scores === undefined ? candidateScore(table, row) : scores[row]!;
  }
  const order = orderByScore(listScores);
  const gather = <T extends Float32Array | Uint16Array>(column: T, into: T): T => {
    for (let i = 0; i < count; i++) into[i] = column[list[i]!]!;
    return into;
  };
  // The kernel runs on positions in the list, so that neither a ranking nor scores of the whole table are needed.
  const columns = {
    x1: gather(table.x1, new Float32Array(count)),
    y1: gather(table.y1, new Float32Array(count)),
    x2: gather(table.x2, new Float32Array(count)),
    y2: gather(table.y2, new Float32Array(count)),
    classIndex: gather(table.classIndex, new Uint16Array(count)),
  };
  const ranked = { suppressedBy: new Int32Array(count).fill(BELOW_SCORE), iou: new Float32Array(count) };
  const scratch = createSuppressionScratch(count, largestClass(table, list) + 1);
  const whole = { start: 0, end: count };
  const keptCount = suppressRanked(columns, listScores, order, whole, settings, scratch, ranked);

  const kept = scratch.kept.subarray(0, keptCount).map((position) => list[position]!);
  const suppressedBy = new Int32Array(count);
  const iou = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const position = order[at]!;
    const by = ranked.suppressedBy[at]!;
    suppressedBy[position] = by >= 0 ? list[by]! : by;
    iou[position] = ranked.iou[at]!;
  }
  return { rows: list, kept, suppressedBy, iou };
}
