// The score threshold at which a split reaches a wanted recall, precision or number of false positives per image.
import type { OutcomeRates } from '../metrics/summary.ts';
import { outcomeRates } from '../metrics/operating-point.ts';
import { FALSE_POSITIVE, TRUE_POSITIVE } from '../matching/judge.ts';
import { orderByScore } from '../nms/order-by-score.ts';

/** What is wanted. */
export interface ThresholdGoal {
  readonly kind: 'recall' | 'precision' | 'falsePositivesPerImage';
  /** In [0, 1]; false positives per image: at least 0. */
  readonly value: number;
}

/** A threshold with the rates at it. */
export interface FoundThreshold extends OutcomeRates {
  readonly scoreThreshold: number;
  /** Whether the goal is reached there; else this is the threshold that comes nearest. */
  readonly reached: boolean;
}

/** What a threshold is looked for in: scores and outcomes of judged detections, whatever their order. */
export interface ScoredOutcomes {
  readonly score: Float32Array | Float64Array;
  /** TRUE_POSITIVE, FALSE_POSITIVE; others do not count. */
  readonly outcome: Uint8Array;
  /** Objects that count. */
  readonly objects: number;
  readonly images: number;
}

/**
 * For a recall: the highest threshold that reaches it. For a precision or false positives per image: the lowest threshold that
 * keeps it, which finds most. Detections of equal score pass together. Null where nothing was judged.
 */
export function findScoreThreshold(
  { score, outcome, objects, images }: ScoredOutcomes,
  { kind, value }: ThresholdGoal,
): FoundThreshold | null {
  const order = orderByScore(score);
  let [tp, fp] = [0, 0];
  let found: FoundThreshold | null = null;
  let nearest: FoundThreshold | null = null;
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!;
    if (outcome[at] === TRUE_POSITIVE) tp++;
    else if (outcome[at] === FALSE_POSITIVE) fp++;
    const isLastOfEquals = i + 1 === order.length || score[order[i + 1]!] !== score[at];
    if (!isLastOfEquals || tp + fp === 0) continue;
    const rates = outcomeRates({ tp, fp, fn: objects - tp }, images);
    const reached = kind === 'falsePositivesPerImage' ? rates[kind] <= value : rates[kind] >= value;
    const here = { ...rates, scoreThreshold: score[at]!, reached };
    if (reached && kind === 'recall') return here;
    if (reached) found = here;
    if (nearest === null || Math.abs(here[kind] - value) < Math.abs(nearest[kind] - value)) nearest = here;
  }
  return found ?? nearest;
}
