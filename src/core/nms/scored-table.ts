// A candidate table with its scores and ranking worked out once, so that a slider move only walks over it.
import type { CandidateTable } from '../decode/candidate-table.ts';
import { imageRanges, type ImageRanges } from './image-ranges.ts';
import type { RankedColumns } from './kernel.ts';
import { reorderByScore, rowOrder } from './order-by-score.ts';
import { candidateScores, type ScoreSettings } from './scores.ts';

/** What does not depend on thresholds. A position counts the candidates image after image, each image's by descending score. */
export interface ScoredTable {
  readonly table: CandidateTable;
  /** Candidates of image i are at the positions [start[i], end[i]). */
  readonly ranges: ImageRanges;
  /** One more than the largest class index. */
  readonly classes: number;
  /** The row of the table at each position; equal scores by row. */
  readonly ranked: Uint32Array;
  /** Boxes, classes and scores by position: what is walked over lies in the order in which it is walked over. */
  readonly columns: RankedColumns;
}

/** The values of a column at the given rows. */
export function gather<T extends Float32Array | Uint16Array>(column: T, rows: Uint32Array, into: T): T {
  for (let i = 0; i < rows.length; i++) into[i] = column[rows[i]!]!;
  return into;
}

/** Boxes, classes, scores and side sigmas of the rows, in their order. @param scores of every row of the table */
export function rankedColumns(
  table: Pick<CandidateTable, 'x1' | 'y1' | 'x2' | 'y2' | 'classIndex' | 'sideSigma'>,
  rows: Uint32Array,
  scores: Float32Array,
): RankedColumns {
  let pairs: Float32Array | null = null;
  const floats = (column: Float32Array) => gather(column, rows, new Float32Array(rows.length));
  return {
    x1: floats(table.x1),
    y1: floats(table.y1),
    x2: floats(table.x2),
    y2: floats(table.y2),
    classIndex: gather(table.classIndex, rows, new Uint16Array(rows.length)),
    score: floats(scores),
    // Few methods ask for it, and it is as large as two columns.
    get sideSigma() {
      return (pairs ??= table.sideSigma && gatherPairs(table.sideSigma, rows));
    },
  };
}

function gatherPairs(column: Float32Array, rows: Uint32Array): Float32Array {
  const values = new Float32Array(rows.length * 2);
  for (let i = 0; i < rows.length; i++) {
    values[i * 2] = column[rows[i]! * 2]!;
    values[i * 2 + 1] = column[rows[i]! * 2 + 1]!;
  }
  return values;
}

/**
 * Ranks a table.
 * @param settings how it is scored; a row with a score below 0 (muted) is never kept.
 * @param before the same table ranked by other settings: the less they differ, the faster. Does not change the result.
 */
export function scoreTable(
  table: CandidateTable,
  settings: ScoreSettings = {},
  before?: ScoredTable,
): ScoredTable {
  const scores = candidateScores(table, settings);
  const ranges = before?.ranges ?? imageRanges(table);
  const ranked = before?.ranked.slice() ?? rowOrder(table.length);
  for (let image = 0; image < ranges.start.length; image++)
    reorderByScore(scores, ranked.subarray(ranges.start[image], ranges.end[image]));
  const classes = before?.classes ?? countClasses(table);
  return { table, ranges, classes, ranked, columns: rankedColumns(table, ranked, scores) };
}

function countClasses({ length, classIndex }: CandidateTable): number {
  let classes = 0;
  for (let row = 0; row < length; row++) classes = Math.max(classes, classIndex[row]! + 1);
  return classes;
}
