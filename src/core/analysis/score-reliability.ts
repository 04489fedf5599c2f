// Whether scores are what they say: of the detections with a score of .8, are 80 % right?
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import { HIT, MISS, type JudgedTable } from './judged-table.ts';

/** Detections whose scores lie in [from, to). */
export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanScore: number;
  /** Of true positives, with the interval that holds the true share with 95 % confidence. */
  readonly hitShare: number;
  readonly low: number;
  readonly high: number;
}

export interface ScoreReliability {
  /** Ascending; those without detections are left out. */
  readonly bins: readonly ScoreBin[];
  readonly count: number;
  /** Guo et al. 2017, eq. 3: mean of |hit share - mean score| over bins, weighted by their counts; 0 without detections. */
  readonly expectedCalibrationError: number;
}

const BINS = 20;

/** Scores against shares of true positives, in bins of 0.05. Of all detections that count. */
export function scoreReliability({ length, outcome, score }: JudgedTable): ScoreReliability {
  const counts = new Uint32Array(BINS);
  const hits = new Uint32Array(BINS);
  const scores = new Float64Array(BINS);
  for (let row = 0; row < length; row++) {
    if (outcome[row] === MISS) continue;
    const bin = Math.min(BINS - 1, Math.floor(score[row]! * BINS));
    counts[bin]!++;
    scores[bin]! += score[row]!;
    if (outcome[row] === HIT) hits[bin]!++;
  }
  const bins: ScoreBin[] = [];
  let [count, distance] = [0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    const inBin = counts[bin]!;
    if (inBin === 0) continue;
    const [meanScore, hitShare] = [scores[bin]! / inBin, hits[bin]! / inBin];
    const [low, high] = wilsonInterval(hits[bin]!, inBin);
    bins.push({ from: bin / BINS, to: (bin + 1) / BINS, count: inBin, meanScore, hitShare, low, high });
    count += inBin;
    distance += inBin * Math.abs(hitShare - meanScore);
  }
  return { bins, count, expectedCalibrationError: count > 0 ? distance / count : 0 };
}
