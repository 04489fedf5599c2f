// Precision, recall, F1 and false positives per image as the score threshold falls.
import { COUNTED, type DetectionColumns, type GroundTruthColumns } from '../matching/columns.ts';
import { FALSE_POSITIVE, TRUE_POSITIVE, type Judgement } from '../matching/judge.ts';
import { orderByScore } from '../nms/order-by-score.ts';
import { outcomeRates } from './operating-point.ts';
import type { ScoreCurvePoint } from './summary.ts';

/** Points at even thresholds (0.01 apart), so that a threshold can be read off. */
const GRID_STEPS = 100;
/** Points at even steps of recall, so that the curve is drawn where its detections are. */
const RECALL_STEPS = 98;

/** Scores of the judged detections that count, descending, and the hits among the first 1, 2, .. of them. */
interface Ranking {
  readonly scores: Float64Array;
  readonly hits: Uint32Array;
}

function rankOutcomes(detections: DetectionColumns, { outcome }: Judgement): Ranking {
  const order = orderByScore(detections.score);
  const scores = new Float64Array(order.length);
  const hits = new Uint32Array(order.length);
  let count = 0;
  let hit = 0;
  for (let i = 0; i < order.length; i++) {
    const detection = order[i]!;
    const kind = outcome[detection];
    if (kind !== TRUE_POSITIVE && kind !== FALSE_POSITIVE) continue;
    if (kind === TRUE_POSITIVE) hit++;
    scores[count] = detections.score[detection]!;
    hits[count++] = hit;
  }
  return { scores: scores.subarray(0, count), hits: hits.subarray(0, count) };
}

/** Thresholds by descending value, from the best score to the weakest. */
function chooseThresholds({ scores, hits }: Ranking): number[] {
  const highest = scores[0]!;
  const lowest = scores[scores.length - 1]!;
  const thresholds = new Set([highest, lowest]);
  for (let i = 0; i <= GRID_STEPS; i++) {
    const threshold = i / GRID_STEPS;
    if (threshold <= highest && threshold > lowest) thresholds.add(threshold);
  }
  const allHits = hits[hits.length - 1]!;
  let rank = 0;
  for (let step = 1; step < RECALL_STEPS; step++) {
    const wanted = Math.ceil((step * allHits) / RECALL_STEPS);
    while (rank < hits.length && hits[rank]! < wanted) rank++;
    if (rank < hits.length) thresholds.add(scores[rank]!);
  }
  return [...thresholds].sort((a, b) => b - a);
}

/**
 * At most 200 points by falling threshold, from the best score to the weakest; counts are exact at each. Detections judged at a low score are expected: the curve ends where they end.
 */
export function scoreCurve(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  judgement: Judgement,
): ScoreCurvePoint[] {
  const ranking = rankOutcomes(detections, judgement);
  const { scores, hits } = ranking;
  if (scores.length === 0) return [];
  let objects = 0;
  for (let g = 0; g < groundTruth.length; g++) if (groundTruth.ignore[g] === COUNTED) objects++;
  let count = 0;
  return chooseThresholds(ranking).map((scoreThreshold) => {
    while (count < scores.length && scores[count]! >= scoreThreshold) count++;
    const tp = hits[count - 1]!;
    const rates = outcomeRates({ tp, fp: count - tp, fn: objects - tp }, groundTruth.images);
    return { scoreThreshold, ...rates };
  });
}
