// Reliability of sigma: how far the sides of true positives are off, over how far the network said they would be.
import * as Plot from '@observablehq/plot';
import type { SigmaBin, SigmaReliability } from '../../core/analysis/sigma-reliability.ts';
import { MARGINS } from '../axes.ts';
import { colour } from '../colours.ts';
import type { PlotFigure } from '../figure.ts';
import { counted, rate } from '../words.ts';

/** Where predictions are this near to errors, they are called right. */
const CALIBRATED = 1.15;

function judge(ratio: number): string {
  const off = `sides are off ${rate(ratio)} times as far as sigma says`;
  if (ratio > CALIBRATED) return `Too sure: ${off}.`;
  return ratio < 1 / CALIBRATED ? `Too careful: ${off}.` : `Calibrated: ${off}.`;
}

/** Of a network with a Gaussian head. */
export function sigmaReliabilityFigure(reliability: SigmaReliability): PlotFigure {
  const { bins, errorRatio, rankCorrelation } = reliability;
  const most = Math.max(...bins.flatMap(({ predicted, found }) => [predicted, found])) * 1.1 || 1;
  const axis = { domain: [0, most], ticks: 5, tickSize: 0 };
  const correlation = rankCorrelation === null ? '' : ` Rank correlation ${rankCorrelation.toFixed(2)}.`;
  return {
    title: 'Reliability of sigma',
    summary: judge(errorRatio) + correlation,
    options: {
      ...MARGINS,
      x: { ...axis, label: 'predicted standard deviation of a side, px' },
      y: { ...axis, grid: true, label: 'error that was found, px (root mean square)' },
      marks: [
        Plot.line(
          [
            [0, 0],
            [most, most],
          ],
          { stroke: colour('line-strong'), strokeDasharray: '4 4' },
        ),
        Plot.line(bins, {
          x: 'predicted',
          y: 'found',
          stroke: colour('accent'),
          strokeWidth: 1.5,
          strokeOpacity: 0.6,
        }),
        Plot.dot(bins, {
          x: 'predicted',
          y: 'found',
          r: 4.5,
          fill: colour('accent'),
          stroke: colour('panel'),
        }),
      ],
    },
    hover: [
      Plot.tip(
        bins,
        Plot.pointerX({
          x: 'predicted',
          y: 'found',
          fill: colour('panel'),
          title: ({ count, predicted, found }: SigmaBin) =>
            `${counted(count, 'true positive', 'true positives')}\nsaid ${rate(predicted)} px, off by ${rate(found)} px`,
        }),
      ),
    ],
    table: {
      columns: ['true_positives', 'predicted_px', 'found_px'],
      rows: bins.map(({ count, predicted, found }) => [count, predicted, found]),
    },
  };
}
