// Suppression of every image of a table at once, keeping only what survives.
import type { DetectionColumns } from '../matching/columns.ts';
import { createSuppressionScratch, suppressRanked, type SuppressionSettings } from './greedy.ts';
import type { ScoredTable } from './scored-table.ts';

/** Surviving candidates, with the row of the table that each came from. */
export interface KeptDetections extends DetectionColumns {
  readonly row: Uint32Array;
}

function longestRange({ start, end }: ScoredTable['ranges']): number {
  let longest = 0;
  for (let image = 0; image < start.length; image++) longest = Math.max(longest, end[image]! - start[image]!);
  return longest;
}

/** Kept rows of all images, one image after the other in the order of `imageIds`, each by descending score. */
function keptRows(scored: ScoredTable, settings: SuppressionSettings): Uint32Array {
  const { table, scores, ranges, ranked } = scored;
  const scratch = createSuppressionScratch(longestRange(ranges), scored.classes);
  const all = new Uint32Array(table.length);
  let total = 0;
  for (let image = 0; image < ranges.start.length; image++) {
    const range = { start: ranges.start[image]!, end: ranges.end[image]! };
    const count = suppressRanked(table, scores, ranked, range, settings, scratch, null);
    all.set(scratch.kept.subarray(0, count), total);
    total += count;
  }
  return all.slice(0, total);
}

/** Suppresses overlaps in every image of the table (see `suppressRanked` for the rule). Boxes in image px. */
export function suppressSplit(scored: ScoredTable, settings: SuppressionSettings): KeptDetections {
  const row = keptRows(scored, settings);
  const length = row.length;
  const gather = (column: Float32Array): Float64Array => {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = column[row[i]!]!;
    return values;
  };
  const { table, scores } = scored;
  const image = new Uint32Array(length);
  const classIndex = new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    image[i] = table.image[row[i]!]!;
    classIndex[i] = table.classIndex[row[i]!]!;
  }
  return {
    length,
    row,
    image,
    classIndex,
    score: gather(scores),
    x1: gather(table.x1),
    y1: gather(table.y1),
    x2: gather(table.x2),
    y2: gather(table.y2),
  };
}
