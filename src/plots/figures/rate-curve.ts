// The leading curve: recall over false positives per image as the score threshold falls.
import * as Plot from '@observablehq/plot';
import type { OutcomeRates, ScoreCurvePoint } from '../../core/metrics/summary.ts';
import { MARGINS, shareAxis } from '../axes.ts';
import { colour } from '../colours.ts';
import type { PlotFigure } from '../figure.ts';
import { rate, share } from '../words.ts';

/** Tick marks of a logarithmic axis within a decade: fewer where there are more decades. */
const STEPS = [1, 2, 5];
const MOST_TICKS = 8;

/** Recall below which there is no room below the curve. */
const LOW = 0.12;

/** Where the logarithmic axis lies: whole curve, from a round number below its first false positive. */
function rateAxis(curve: readonly ScoreCurvePoint[]): { readonly domain: [number, number]; ticks: number[] } {
  const positive = curve.map((point) => point.falsePositivesPerImage).filter((value) => value > 0);
  if (positive.length === 0) return { domain: [0.01, 1], ticks: [0.01, 0.1, 1] };
  const decade = Math.floor(Math.log10(positive[0]!));
  const decades = Array.from({ length: Math.ceil(Math.log10(positive.at(-1)!)) - decade + 1 }, (_, i) =>
    Number((10 ** (decade + i)).toPrecision(1)),
  );
  const steps = decades.flatMap((start) => STEPS.map((step) => Number((start * step).toPrecision(1))));
  const low = steps.findLast((step) => step < positive[0]!) ?? decades[0]!;
  const high = Math.max(positive.at(-1)!, low * 10);
  const within = (ticks: readonly number[]): number[] => ticks.filter((tick) => tick >= low && tick <= high);
  const fine = within(steps);
  return { domain: [low, high], ticks: fine.length <= MOST_TICKS ? fine : within([low, ...decades]) };
}

/** @param curve by falling threshold @param operatingPoint where the split stands now */
export function rateCurveFigure(curve: readonly ScoreCurvePoint[], operatingPoint: OutcomeRates): PlotFigure {
  const { domain, ticks } = rateAxis(curve);
  const [low, high] = domain;
  /** None at all has no place on a logarithmic axis: it lies on its edge. */
  const x = ({ falsePositivesPerImage }: OutcomeRates): number =>
    Math.min(high, Math.max(low, falsePositivesPerImage));
  const isRight = Math.log(x(operatingPoint) / low) > 0.6 * Math.log(high / low);
  const here = [operatingPoint];
  const said = `${rate(operatingPoint.falsePositivesPerImage)} FP/image, recall ${share(operatingPoint.recall, 3)}`;
  return {
    title: 'False positives per image and recall',
    summary: `At this operating point ${said}.`,
    options: {
      ...MARGINS,
      x: { type: 'log', domain, ticks, tickFormat: String, tickSize: 0, label: 'false positives per image' },
      y: { ...shareAxis('recall'), grid: true },
      marks: [
        Plot.gridX(ticks, {}),
        Plot.areaY(curve, { x, y1: 0, y2: 'recall', fill: colour('accent'), fillOpacity: 0.08 }),
        Plot.ruleX(here, { x, y1: 0, y2: 'recall', stroke: colour('line-strong'), strokeDasharray: '3 3' }),
        Plot.ruleY(here, {
          x1: low,
          x2: x,
          y: 'recall',
          stroke: colour('line-strong'),
          strokeDasharray: '3 3',
        }),
        Plot.line(curve, { x, y: 'recall', stroke: colour('accent'), strokeWidth: 2 }),
        Plot.dot(here, {
          x,
          y: 'recall',
          r: 6,
          fill: colour('text'),
          stroke: colour('panel'),
          strokeWidth: 2,
        }),
        Plot.text(here, {
          x,
          y: 'recall',
          text: () => said,
          dx: isRight ? -10 : 12,
          // Beside the curve: below it at the right, above it at the left.
          dy: isRight ? -14 : operatingPoint.recall < LOW ? -4 : 16,
          textAnchor: isRight ? 'end' : 'start',
          fill: colour('text'),
          stroke: colour('panel'),
          strokeWidth: 4,
          fontWeight: 600,
        }),
      ],
    },
    table: {
      columns: ['score_threshold', 'false_positives_per_image', 'recall', 'precision', 'f1'],
      rows: curve.map((point) => [
        point.scoreThreshold,
        point.falsePositivesPerImage,
        point.recall,
        point.precision,
        point.f1,
      ]),
    },
  };
}
