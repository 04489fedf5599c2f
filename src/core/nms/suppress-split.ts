// Suppression of every image of a table at once, keeping only what survives.
import type { DetectionColumns } from '../matching/columns.ts';
import { createSuppressionScratch, suppressRanked, type SuppressionSettings } from './greedy.ts';
import { gather, type ScoredTable } from './scored-table.ts';

/** Surviving candidates, with the row of the table that each came from. */
export interface KeptDetections extends DetectionColumns {
  readonly row: Uint32Array;
}

/** Positions of a scored table that survive, image after image, each image's by descending score. */
export interface KeptPositions {
  readonly position: Uint32Array;
  /** Those of image i are [start[i], start[i + 1]). */
  readonly start: Uint32Array;
}

function longestRange({ start, end }: ScoredTable['ranges']): number {
  let longest = 0;
  for (let image = 0; image < start.length; image++) longest = Math.max(longest, end[image]! - start[image]!);
  return longest;
}

/** Suppresses overlaps in every image of the table (see `suppressRanked` for the rule). */
export function keepPositions(scored: ScoredTable, settings: SuppressionSettings): KeptPositions {
  const { table, ranges, columns } = scored;
  const images = ranges.start.length;
  const scratch = createSuppressionScratch(longestRange(ranges), scored.classes);
  const all = new Uint32Array(table.length);
  const start = new Uint32Array(images + 1);
  for (let image = 0; image < images; image++) {
    const range = { start: ranges.start[image]!, end: ranges.end[image]! };
    const count = suppressRanked(columns, range, settings, scratch, null);
    const before = start[image]!;
    for (let i = 0; i < count; i++) all[before + i] = scratch.kept[i]!;
    start[image + 1] = before + count;
  }
  return { position: all.slice(0, start[images]), start };
}

/** The surviving candidates of every image, as detections. Boxes in image px. */
export function suppressSplit(scored: ScoredTable, settings: SuppressionSettings): KeptDetections {
  const { ranked, columns } = scored;
  const { position, start } = keepPositions(scored, settings);
  const { length } = position;
  const image = new Uint32Array(length);
  for (let i = 0; i + 1 < start.length; i++) image.fill(i, start[i], start[i + 1]);
  const doubles = (column: Float32Array): Float64Array => {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = column[position[i]!]!;
    return values;
  };
  return {
    length,
    row: position.map((at) => ranked[at]!),
    image,
    classIndex: gather(columns.classIndex, position, new Uint16Array(length)),
    score: doubles(columns.score),
    x1: doubles(columns.x1),
    y1: doubles(columns.y1),
    x2: doubles(columns.x2),
    y2: doubles(columns.y2),
  };
}
