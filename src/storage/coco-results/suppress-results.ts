// Suppression of any detector's results, image by image, with who suppressed whom.
import { BEYOND_MAXIMUM, KEPT } from '../../core/nms/kernel.ts';
import { GREEDY, movesBoxes, type SuppressionMethod, type SuppressionSettings } from '../../core/nms/rule.ts';
import { imageRanges } from '../../core/nms/image-ranges.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import { suppressOverlaps, type Suppression } from '../../core/nms/suppress.ts';
import type { CocoId } from '../datasets/coco/parse-coco.ts';
import type { CocoResults } from './parse-results.ts';
import { tabulateResults } from './results-table.ts';

/** A result with its position in the file, from 0; as COCO writes it otherwise, so that it can be read as a result again. */
interface PlacedResult {
  readonly index: number;
  readonly image_id: CocoId;
  readonly category_id: number;
  readonly score: number;
}

export interface KeptResult extends PlacedResult {
  /** x, y, width, height, px; moved by some methods. */
  readonly bbox: readonly [number, number, number, number];
}

export interface SuppressedResult extends PlacedResult {
  /** Position of the result that suppressed it. */
  readonly by: number;
  /** Overlap with that. */
  readonly iou: number;
  readonly rule: SuppressionMethod;
}

/** Results of one image after suppression. Scores are the final ones, which some methods lower. */
export interface SuppressedImage {
  readonly imageId: CocoId;
  /** By descending score. */
  readonly kept: readonly KeptResult[];
  /** In the order of the file. */
  readonly suppressed: readonly SuppressedResult[];
  /** Results below the score threshold, and those found after `maxDetections` were kept. */
  readonly belowScore: number;
  readonly beyondMaximum: number;
}

/** Images in the order in which the file first names them. @param results scores in [0, 1] */
export function* suppressResults(
  results: CocoResults,
  settings: SuppressionSettings,
): Generator<SuppressedImage> {
  const { imageIds, categories } = results;
  const { table, entry } = tabulateResults(results, {
    imageIds: imageIds.map(String),
    imageOf: [...imageIds.keys()],
    classOf: [...categories.keys()],
  });
  const { start, end } = imageRanges(table);
  const scores = candidateScores(table);
  for (const [image, imageId] of imageIds.entries()) {
    const range = { start: start[image]!, end: end[image]! };
    const suppression = suppressOverlaps(table, range, settings, scores);
    yield describeImage(imageId, results, entry, suppression, settings);
  }
}

function describeImage(
  imageId: CocoId,
  results: CocoResults,
  entry: Uint32Array,
  { rows, survivors, suppressedBy, iou, score }: Suppression,
  { suppression: rule = GREEDY }: SuppressionSettings,
): SuppressedImage {
  const { position, category, categories } = results;
  // Where a method leaves scores or boxes alone, they are those of the file, to the last digit.
  const moves = movesBoxes(rule);
  const lowers = rule.method === 'fusion' || rule.method.startsWith('soft');
  const place = (row: number, final: number): PlacedResult => {
    const i = entry[row]!;
    return {
      index: position[i]!,
      image_id: imageId,
      category_id: categories[category[i]!]!.id,
      score: lowers ? final : results.score[i]!,
    };
  };
  const suppressed: SuppressedResult[] = [];
  let [kept, beyondMaximum] = [0, 0];
  rows.forEach((row, at) => {
    const by = suppressedBy[at]!;
    if (by === KEPT) kept++;
    else if (by === BEYOND_MAXIMUM) beyondMaximum++;
    else if (by >= 0)
      suppressed.push({
        ...place(row, score[at]!),
        by: position[entry[by]!]!,
        iou: iou[at]!,
        rule: rule.method,
      });
  });
  return {
    imageId,
    kept: survivors.map(({ row, score: final, box }): KeptResult => {
      const i = entry[row]!;
      const own = [results.x[i]!, results.y[i]!, results.width[i]!, results.height[i]!] as const;
      const moved = [box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1] as const;
      return { ...place(row, final), bbox: moves ? moved : own };
    }),
    suppressed,
    belowScore: rows.length - kept - suppressed.length - beyondMaximum,
    beyondMaximum,
  };
}
