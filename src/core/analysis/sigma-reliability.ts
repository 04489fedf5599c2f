// Whether a Gaussian head knows how far its boxes are off: predicted standard deviations against errors that were found.
import { orderByScore } from '../nms/order-by-score.ts';
import { rankCorrelation } from '../statistics/rank-correlation.ts';
import { HIT, type JudgedTable } from './judged-table.ts';

/** True positives of similar predicted uncertainty. Each value is a root mean square over them and their four sides, px. */
export interface SigmaBin {
  readonly count: number;
  readonly predicted: number;
  readonly found: number;
}

export interface SigmaReliability {
  /** By ascending prediction, about equally many true positives in each. */
  readonly bins: readonly SigmaBin[];
  readonly count: number;
  /** Found error over predicted one, root mean square over boxes: 1 is calibrated, 2 is twice as sure as it should be. */
  readonly errorRatio: number;
  /** Spearman's, of prediction and error: whether it is the worse placed boxes that are less sure. Null where it is undefined. */
  readonly rankCorrelation: number | null;
}

const MOST_BINS = 10;
/** Fewer in a bin say little about its mean. */
const FEWEST_IN_BIN = 8;

/**
 * Of the true positives with a predicted uncertainty; null where there are none, as for a network without a Gaussian head. What
 * is worse placed than the match IoU allows is no true positive: large errors are not among these.
 */
export function sigmaReliability(table: JudgedTable): SigmaReliability | null {
  const { length, outcome, sideSigma, sideError } = table;
  // Columns and loops: a split may have 50,000 of them, and the page draws them anew when a slider has come to rest.
  const sigmas = new Float32Array(length);
  const errors = new Float32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    if (outcome[row] !== HIT || !(sideSigma[row]! > 0)) continue;
    sigmas[count] = sideSigma[row]!;
    errors[count++] = sideError[row]!;
  }
  if (count === 0) return null;
  const order = orderByScore(sigmas.subarray(0, count));
  const predicted = new Float32Array(count);
  const found = new Float32Array(count);
  let squaredRatios = 0;
  for (let i = 0; i < count; i++) {
    const at = order[count - 1 - i]!;
    predicted[i] = sigmas[at]!;
    found[i] = errors[at]!;
    squaredRatios += (errors[at]! / sigmas[at]!) ** 2;
  }
  const binCount = Math.max(1, Math.min(MOST_BINS, Math.floor(count / FEWEST_IN_BIN)));
  const bins = Array.from({ length: binCount }, (_, bin) => {
    const start = Math.round((bin * count) / binCount);
    const end = Math.round(((bin + 1) * count) / binCount);
    return {
      count: end - start,
      predicted: rootMeanSquare(predicted.subarray(start, end)),
      found: rootMeanSquare(found.subarray(start, end)),
    };
  });
  return {
    bins,
    count,
    errorRatio: Math.sqrt(squaredRatios / count),
    rankCorrelation: rankCorrelation(predicted, found),
  };
}

function rootMeanSquare(values: Float32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]! ** 2;
  return Math.sqrt(total / values.length);
}
