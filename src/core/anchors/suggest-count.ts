// How many anchors are worth their candidates: the fit for each number, and the knee of that curve.
import type { FitMetric } from './shape-fit.ts';
import { clusterTable } from './cluster-anchors.ts';
import { meanFit } from './k-means.ts';
import type { SizeTable } from './size-table.ts';

export interface CurvePoint {
  /** Number of anchors. */
  readonly count: number;
  /** Mean best shape IoU of the objects, in [0, 1]. */
  readonly meanBestIou: number;
}

export interface SuggestedCount {
  /** Null where there is no object. */
  readonly count: number | null;
  readonly curve: readonly CurvePoint[];
}

const MOST_ANCHORS = 15;
/** k-means runs for each number: the curve needs no last decimal. */
const RESTARTS = 3;

/**
 * The curve for 1 to 15 anchors (clustered on the table as it is: give bins where there are many) and its knee. Candidates
 * per image grow in proportion to the number of anchors, so the knee is also that of fit against candidates.
 */
export function suggestCount(
  table: SizeTable,
  { seed, metric = 'iou' }: { readonly seed: number; readonly metric?: FitMetric },
): SuggestedCount {
  if (table.length === 0) return { count: null, curve: [] };
  const curve = Array.from({ length: MOST_ANCHORS }, (_, i) => {
    const anchors = clusterTable(table, { count: i + 1, seed, metric, restarts: RESTARTS });
    return { count: i + 1, meanBestIou: meanFit(table, anchors, 'iou') };
  });
  return { count: curve[kneeOf(curve.map(({ meanBestIou }) => meanBestIou))]!.count, curve };
}

/**
 * Position of the knee of a rising curve over evenly spaced points: the one furthest above the chord from the first to the
 * last (Satopää et al. 2011, "Finding a Kneedle in a Haystack", without its smoothing). 0 where the curve does not rise.
 */
export function kneeOf(values: readonly number[]): number {
  const first = values[0]!;
  const rise = values.at(-1)! - first;
  if (!(rise > 1e-9)) return 0;
  const above = values.map((value, i) => (value - first) / rise - i / (values.length - 1));
  return above.indexOf(Math.max(...above));
}
