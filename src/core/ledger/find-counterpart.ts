// What became of one run's box in another run: the best candidate at its place, and who removed it.
import type { Box } from '../boxes/box.ts';
import { boxIou } from '../boxes/iou.ts';
import type { CandidateTable } from '../decode/candidate-table.ts';
import { BELOW_SCORE, KEPT } from '../nms/kernel.ts';
import type { Suppression } from '../nms/suppress.ts';
import { SAME_BOX_IOU } from './compare-false-positives.ts';

/** A candidate at the place of another run's box. */
export interface Counterpart {
  /** Of the candidates of the image. */
  readonly row: number;
  /** Before suppression, in [0, 1]; below 0 where it is muted. */
  readonly score: number;
  /** With the place; of a box that suppression moved, where it came to lie. */
  readonly iou: number;
  readonly fate: 'kept' | 'suppressed' | 'below-score' | 'beyond-maximum' | 'muted';
  /** The row that suppressed it; null where none did. */
  readonly suppressor: number | null;
}

/** The candidates of one image, and what suppression made of all of them, in the order of the table. */
interface SuppressedImage {
  readonly table: CandidateTable;
  /** As `candidateScores` gives them. */
  readonly scores: Float32Array;
  readonly suppression: Suppression;
}

/**
 * The best candidate of a class at a place, IoU SAME_BOX_IOU or more: one that was kept before one that was not, then by score.
 * @param place image px
 * @returns null where the network proposed nothing there
 */
export function findCounterpart(
  place: { readonly box: Box; readonly classIndex: number },
  { table, scores, suppression }: SuppressedImage,
): Counterpart | null {
  const keptBox = new Map(suppression.survivors.map(({ row, box }) => [row, box]));
  let best: Counterpart | null = null;
  for (let row = 0; row < table.length; row++) {
    const score = scores[row]!;
    if (table.classIndex[row] !== place.classIndex || Number.isNaN(score)) continue;
    const box = keptBox.get(row) ?? {
      x1: table.x1[row]!,
      y1: table.y1[row]!,
      x2: table.x2[row]!,
      y2: table.y2[row]!,
    };
    const iou = boxIou(place.box, box);
    if (iou < SAME_BOX_IOU) continue;
    const by = suppression.suppressedBy[row]!;
    const found = { row, score, iou, fate: fateOf(by, score), suppressor: by >= 0 ? by : null };
    if (best === null || isBetter(found, best)) best = found;
  }
  return best;
}

function fateOf(suppressedBy: number, score: number): Counterpart['fate'] {
  if (suppressedBy >= 0) return 'suppressed';
  if (suppressedBy === KEPT) return 'kept';
  if (score < 0) return 'muted';
  return suppressedBy === BELOW_SCORE ? 'below-score' : 'beyond-maximum';
}

function isBetter(a: Counterpart, b: Counterpart): boolean {
  if ((a.fate === 'kept') !== (b.fate === 'kept')) return a.fate === 'kept';
  return a.score > b.score;
}
