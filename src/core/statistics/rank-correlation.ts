// Whether one quantity rises with another, whatever the shape of the relation.
import { orderByScore } from '../nms/order-by-score.ts';

/** Positions in descending order, from 0; equal values share the mean of theirs. */
function ranks(values: Float32Array): Float64Array {
  const order = orderByScore(values);
  const rank = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]!] === values[order[first]!]) last++;
    for (let i = first; i <= last; i++) rank[order[i]!] = (first + last) / 2;
    first = last + 1;
  }
  return rank;
}

/** Spearman's rank correlation, in [-1, 1]; null where one of the two has no two different values. Same lengths, no NaN. */
export function rankCorrelation(a: Float32Array, b: Float32Array): number | null {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (x.length - 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - mean, y[i]! - mean];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}
