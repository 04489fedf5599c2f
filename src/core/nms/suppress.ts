// Suppression of one image's candidates, remembering who suppressed whom.
import type { Box } from '../boxes/box.ts';
import type { CandidateTable } from '../decode/candidate-table.ts';
import { BELOW_SCORE, createLineage, createSuppressionScratch } from './kernel.ts';
import { kernelOf } from './kernels.ts';
import type { RowRange } from './image-ranges.ts';
import { orderByScore } from './order-by-score.ts';
import { GREEDY, movesBoxes, type SuppressionSettings } from './rule.ts';
import { gather, rankedColumns } from './scored-table.ts';
import { candidateScores } from './scores.ts';

/** A candidate that survived. */
export interface Survivor {
  readonly row: number;
  /** The final score. */
  readonly score: number;
  /** Image px; other than the candidate's own where the method moves boxes. */
  readonly box: Box;
}

/** What became of the candidates of one image. */
export interface Suppression {
  /** The rows that were judged, in the order given; `suppressedBy`, `iou` and `score` run along it. */
  readonly rows: Uint32Array;
  /** By descending final score; equal scores stay in the order given. */
  readonly survivors: readonly Survivor[];
  /** The row that suppressed this one (see `RankedLineage`), or KEPT, BELOW_SCORE, BEYOND_MAXIMUM. */
  readonly suppressedBy: Int32Array;
  /** IoU with the suppressor; 0 where there is none. */
  readonly iou: Float32Array;
  /** The score that was compared with the threshold: lowered or joined by some methods, else the candidate's own. */
  readonly score: Float32Array;
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
 * Suppresses rows of one image by the rule that the settings name, with lineage. Boxes in image px.
 * @param rows a contiguous range or a list of rows, all of one image.
 * @param scores of the whole table (`candidateScores`).
 */
export function suppressOverlaps(
  table: CandidateTable,
  rows: RowRange | Uint32Array,
  settings: SuppressionSettings,
  scores = candidateScores(table),
): Suppression {
  const list = listRows(rows);
  const count = list.length;
  const order = orderByScore(gather(scores, list, new Float32Array(count)));
  const ranked = order.map((at) => list[at]!);
  const scratch = createSuppressionScratch(count, largestClass(table, list) + 1);
  const columns = rankedColumns(table, ranked, scores);
  const lineage = createLineage(count);
  const kept = kernelOf(settings)(columns, { start: 0, end: count }, settings, scratch, lineage);

  const moved = movesBoxes(settings.suppression ?? GREEDY);
  const survivors = Array.from({ length: kept }, (_, i): Survivor => {
    const row = ranked[scratch.kept[i]!]!;
    const [x1, y1, x2, y2] = moved
      ? scratch.keptCorners.subarray(i * 4, i * 4 + 4)
      : [table.x1[row]!, table.y1[row]!, table.x2[row]!, table.y2[row]!];
    return { row, score: scratch.keptScore[i]!, box: { x1: x1!, y1: y1!, x2: x2!, y2: y2! } };
  });
  const result = {
    suppressedBy: new Int32Array(count),
    iou: new Float32Array(count),
    score: new Float32Array(count),
  };
  for (let at = 0; at < count; at++) {
    const by = lineage.suppressedBy[at]!;
    result.suppressedBy[order[at]!] = by >= 0 ? ranked[by]! : by;
    result.iou[order[at]!] = by >= 0 ? lineage.iou[at]! : 0;
    result.score[order[at]!] = by === BELOW_SCORE ? columns.score[at]! : lineage.score[at]!;
  }
  return { rows: list, survivors, ...result };
}
