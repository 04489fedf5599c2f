// Why nobody found an object: the candidate that would have, and what stood in its way.
import { boxIou } from '../boxes/iou.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { BELOW_SCORE, BEYOND_MAXIMUM } from '../nms/kernel.ts';
import { detectionOf, type ImageOutcomes, type ScoredCandidates } from './judge-candidates.ts';

/** The best-scored candidate of the object's class that overlaps it enough. */
interface Finder {
  readonly row: number;
  readonly iou: number;
  /** Below 0 where it is muted. */
  readonly score: number;
}

/**
 * - `no-candidate`: none of the object's class overlaps it enough; the nearest does by `iou` (0: none touches it).
 * - `muted`, `below-score`, `beyond-maximum`: it was left out.
 * - `suppressed`: by the row `by`.
 * - `elsewhere`: it was kept, but takes the object `takes`; null where suppression moved it away.
 */
export type MissReason =
  | { readonly reason: 'no-candidate'; readonly iou: number }
  | ({ readonly reason: 'muted' | 'below-score' | 'beyond-maximum' } & Finder)
  | ({ readonly reason: 'suppressed'; readonly by: number } & Finder)
  | ({ readonly reason: 'elsewhere'; readonly takes: number | null } & Finder);

/** @param object index of a missed ground truth in `outcomes` */
export function explainMiss(
  object: number,
  candidates: ScoredCandidates,
  outcomes: ImageOutcomes,
  { matchIouThreshold }: Pick<OperatingSettings, 'matchIouThreshold'>,
): MissReason {
  const { box, classIndex } = outcomes.groundTruth[object]!;
  let finder: Finder | null = null;
  let nearest = 0;
  for (let row = 0; row < candidates.table.length; row++) {
    const candidate = detectionOf(candidates, row);
    if (candidate.classIndex !== classIndex) continue;
    const iou = boxIou(candidate.box, box);
    nearest = Math.max(nearest, iou);
    if (iou === 0 || iou < matchIouThreshold) continue;
    if (finder === null || candidate.score > finder.score) finder = { row, iou, score: candidate.score };
  }
  if (finder === null) return { reason: 'no-candidate', iou: nearest };
  if (finder.score < 0) return { reason: 'muted', ...finder };
  const by = outcomes.suppression.suppressedBy[finder.row]!;
  if (by >= 0) return { reason: 'suppressed', by, ...finder };
  if (by === BELOW_SCORE) return { reason: 'below-score', ...finder };
  if (by === BEYOND_MAXIMUM) return { reason: 'beyond-maximum', ...finder };
  const taken = outcomes.detections.find(({ row }) => row === finder.row);
  return { reason: 'elsewhere', takes: taken?.groundTruth ?? null, ...finder };
}
