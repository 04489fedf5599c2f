// Suppression of every image of a table at once, keeping only what survives.
import type { DetectionColumns } from '../matching/columns.ts';
import { createLineage, createSuppressionScratch } from './kernel.ts';
import { kernelOf } from './kernels.ts';
import { GREEDY, movesBoxes, type SuppressionSettings } from './rule.ts';
import type { ScoredTable } from './scored-table.ts';

/** Surviving candidates, image after image, each image's by descending score. */
export interface Survivors {
  readonly length: number;
  /** Those of image i are [start[i], start[i + 1]). */
  readonly start: Uint32Array;
  /** Row of the table that each came from. */
  readonly row: Uint32Array;
  readonly score: Float32Array;
  /** x1, y1, x2, y2 of each, image px, where suppression moved them; null where they are the rows' own. */
  readonly corners: Float32Array | null;
}

/** Survivors as detections. Boxes in image px. */
export interface KeptDetections extends DetectionColumns {
  readonly row: Uint32Array;
}

function longestRange({ start, end }: ScoredTable['ranges']): number {
  let longest = 0;
  for (let image = 0; image < start.length; image++) longest = Math.max(longest, end[image]! - start[image]!);
  return longest;
}

/** Suppresses overlaps in every image of the table, by the rule that the settings name. */
export function keepSurvivors(scored: ScoredTable, settings: SuppressionSettings): Survivors {
  const { table, ranges, ranked, columns } = scored;
  const suppress = kernelOf(settings);
  const images = ranges.start.length;
  const scratch = createSuppressionScratch(longestRange(ranges), scored.classes);
  const lineage = createLineage(longestRange(ranges));
  const start = new Uint32Array(images + 1);
  const row = new Uint32Array(table.length);
  const score = new Float32Array(table.length);
  const corners = movesBoxes(settings.suppression ?? GREEDY) ? new Float32Array(table.length * 4) : null;
  for (let image = 0; image < images; image++) {
    const range = { start: ranges.start[image]!, end: ranges.end[image]! };
    const count = suppress(columns, range, settings, scratch, lineage);
    const before = start[image]!;
    for (let i = 0; i < count; i++) row[before + i] = ranked[range.start + scratch.kept[i]!]!;
    score.set(scratch.keptScore.subarray(0, count), before);
    corners?.set(scratch.keptCorners.subarray(0, count * 4), before * 4);
    start[image + 1] = before + count;
  }
  const length = start[images]!;
  return {
    length,
    start,
    row: row.slice(0, length),
    score: score.slice(0, length),
    corners: corners && corners.slice(0, length * 4),
  };
}

/** Survivors with their boxes, classes and images. */
export function survivorsAsDetections({ table }: ScoredTable, survivors: Survivors): KeptDetections {
  const { length, start, row, corners } = survivors;
  const image = new Uint32Array(length);
  for (let i = 0; i + 1 < start.length; i++) image.fill(i, start[i], start[i + 1]);
  const classIndex = new Uint16Array(length);
  for (let i = 0; i < length; i++) classIndex[i] = table.classIndex[row[i]!]!;
  const side = (column: Float32Array, k: number): Float64Array => {
    const values = new Float64Array(length);
    if (corners === null) for (let i = 0; i < length; i++) values[i] = column[row[i]!]!;
    else for (let i = 0; i < length; i++) values[i] = corners[i * 4 + k]!;
    return values;
  };
  return {
    length,
    row,
    image,
    classIndex,
    score: new Float64Array(survivors.score),
    x1: side(table.x1, 0),
    y1: side(table.y1, 1),
    x2: side(table.x2, 2),
    y2: side(table.y2, 3),
  };
}

/** The surviving candidates of every image, as detections. Boxes in image px. */
export function suppressSplit(scored: ScoredTable, settings: SuppressionSettings): KeptDetections {
  return survivorsAsDetections(scored, keepSurvivors(scored, settings));
}
