// What the leading curve offers: half the false positives and what they cost, and recall within usual rates.
import { pointWithinRate } from '../core/analysis/rate-curve.ts';
import type { OutcomeRates, ScoreCurvePoint } from '../core/metrics/summary.ts';
import { rate, share } from './words.ts';

/** Rates that people ask for, false positives per image. */
const USUAL = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const SHOWN = 6;
/** Recall that three digits do not show. */
const NO_COST = 0.0005;

/** The point with half the false positives, and what it costs in a sentence; null where there are none to halve. */
export function halfTheFalsePositives(
  curve: readonly ScoreCurvePoint[],
  here: OutcomeRates,
): { readonly point: ScoreCurvePoint; readonly text: string } | null {
  const point = pointWithinRate(curve, here.falsePositivesPerImage / 2);
  if (point === null || here.falsePositivesPerImage === 0) return null;
  const cost = here.recall - point.recall;
  const text =
    `Half the false positives ${cost < NO_COST ? 'cost no recall' : `cost ${share(cost, 3)} of recall`}: ` +
    `${rate(point.falsePositivesPerImage)} per image at recall ${share(point.recall, 3)}.`;
  return { point, text };
}

/** The points within usual rates, those nearest to where the split stands, by ascending rate. */
export function usualRates(
  curve: readonly ScoreCurvePoint[],
  here: OutcomeRates,
): readonly { readonly usual: number; readonly point: ScoreCurvePoint }[] {
  const most = curve.at(-1)?.falsePositivesPerImage ?? 0;
  const away = (usual: number): number =>
    Math.abs(Math.log(usual / Math.max(here.falsePositivesPerImage, USUAL[0]!)));
  return USUAL.filter((usual) => usual < most)
    .flatMap((usual) => {
      const point = pointWithinRate(curve, usual);
      return point === null ? [] : [{ usual, point }];
    })
    .toSorted((a, b) => away(a.usual) - away(b.usual))
    .slice(0, SHOWN)
    .sort((a, b) => a.usual - b.usual);
}
