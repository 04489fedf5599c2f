// Interpolated precision over recall, from the false positives that precede each hit.
import { sum } from '../statistics/sum.ts';
import { COCO_RECALLS } from './coco-parameters.ts';

/**
 * Precision at the 101 recall points of COCO: the best precision at any recall of at least that much (pycocotools'
 * `accumulate`); 0 beyond the recall that is reached.
 * @param falsePositives at [from + k]: how many false positives rank before the hit of index k.
 * @param hits how many hits there are, at most `objects`.
 * @param precision receives the 101 values, in [0, 1].
 * @param recalls the points, ascending from 0, where they are not COCO's.
 */
export function interpolatePrecision(
  falsePositives: Int32Array,
  from: number,
  hits: number,
  objects: number,
  precision: Float64Array,
  recalls = COCO_RECALLS,
): void {
  precision.fill(0);
  let point = recalls.length - 1;
  while (point >= 0 && recalls[point]! > hits / objects) point--;
  let best = 0;
  for (let hit = hits; hit >= 1; hit--) {
    best = Math.max(best, hit / (hit + falsePositives[from + hit - 1]!));
    for (; point >= 0 && recalls[point]! > (hit - 1) / objects; point--) precision[point] = best;
  }
  if (hits > 0) precision[0] = best;
}

/** Average precision: the mean of `interpolatePrecision` over the 101 recalls. */
export function meanPrecision(
  falsePositives: Int32Array,
  from: number,
  hits: number,
  objects: number,
  curve: Float64Array = new Float64Array(COCO_RECALLS.length),
  recalls = COCO_RECALLS,
): number {
  interpolatePrecision(falsePositives, from, hits, objects, curve, recalls);
  return sum(curve) / curve.length;
}

/** Mean of the values that are not -1, as COCO's are for what has no objects; -1 where there is none. */
export function meanOfKnown(values: readonly number[]): number {
  const known = values.filter((value) => value > -1);
  return known.length === 0 ? -1 : sum(known) / known.length;
}
