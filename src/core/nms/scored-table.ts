// A candidate table with its scores and ranking worked out once, so that a slider move only walks over it.
import { candidateScore, type CandidateTable } from '../decode/candidate-table.ts';
import { imageRanges, type ImageRanges } from './image-ranges.ts';
import { orderByScore } from './order-by-score.ts';

/** What does not depend on thresholds. */
export interface ScoredTable {
  readonly table: CandidateTable;
  /** Score of each row, in [0, 1]. */
  readonly scores: Float32Array;
  readonly ranges: ImageRanges;
  /** One more than the largest class index. */
  readonly classes: number;
  /** Rows, ranked within each image: those of image i stand at [start[i], end[i]) by descending score, ties by row. */
  readonly ranked: Uint32Array;
}

/** The score of every row, rounded to 32 bits: the one number that every threshold is compared with. */
export function candidateScores(table: CandidateTable): Float32Array {
  const scores = new Float32Array(table.length);
  for (let row = 0; row < scores.length; row++) scores[row] = candidateScore(table, row);
  return scores;
}

/**
 * Scores and ranks a table. Other scores than the table's own may be given: a row with a score below 0 (a muted branch or
 * anchor) is never kept.
 */
export function scoreTable(table: CandidateTable, scores = candidateScores(table)): ScoredTable {
  const ranges = imageRanges(table);
  const order = orderByScore(scores);
  const cursor = ranges.start.slice();
  const ranked = new Uint32Array(table.length);
  let classes = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    ranked[cursor[table.image[row]!]!++] = row;
    classes = Math.max(classes, table.classIndex[row]! + 1);
  }
  return { table, scores, ranges, classes, ranked };
}
