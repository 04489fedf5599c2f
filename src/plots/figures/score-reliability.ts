// Reliability of the score: the share of detections that is right, over the score that they were given.
import * as Plot from '@observablehq/plot';
import type { ScoreBin, ScoreReliability } from '../../core/analysis/score-reliability.ts';
import { sum } from '../../core/statistics/sum.ts';
import { MARGINS, shareAxis } from '../axes.ts';
import { colour } from '../colours.ts';
import type { PlotFigure } from '../figure.ts';
import { counted, share } from '../words.ts';

/** Largest radius of a dot, px. */
const LARGEST = 7;

/** Detections are those that count, so that nothing lies below their score threshold. */
export function scoreReliabilityFigure({
  bins,
  count,
  expectedCalibrationError,
}: ScoreReliability): PlotFigure {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const meanOf = (value: (bin: ScoreBin) => number): number =>
    sum(bins.map((bin) => value(bin) * bin.count)) / Math.max(1, count);
  const said = share(meanOf(({ meanScore }) => meanScore));
  const right = share(meanOf(({ hitShare }) => hitShare));
  return {
    title: 'Reliability of the score',
    summary:
      count === 0
        ? 'Nothing was detected.'
        : `Scores say ${said} on average, ${right} are right. Calibration error ${share(expectedCalibrationError, 3)}.`,
    options: {
      ...MARGINS,
      x: shareAxis('score'),
      y: { ...shareAxis('share that is right, with its 95 % interval'), grid: true },
      marks: [
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: colour('line-strong'), strokeDasharray: '4 4' },
        ),
        Plot.rect(bins, {
          x1: 'from',
          x2: 'to',
          y1: 0,
          y2: 'hitShare',
          fill: colour('tp'),
          fillOpacity: 0.14,
          inset: 0.5,
        }),
        Plot.ruleX(bins, { x: 'meanScore', y1: 'low', y2: 'high', stroke: colour('tp'), strokeWidth: 1.5 }),
        Plot.dot(bins, {
          x: 'meanScore',
          y: 'hitShare',
          r: (bin: ScoreBin) => Math.max(2, LARGEST * Math.sqrt(bin.count / most)),
          fill: colour('tp'),
          stroke: colour('panel'),
        }),
      ],
      r: { type: 'identity' },
    },
    hover: [
      Plot.tip(
        bins,
        Plot.pointerX({
          x: 'meanScore',
          y: 'hitShare',
          fill: colour('panel'),
          title: (bin: ScoreBin) =>
            `score ${share(bin.from)} to ${share(bin.to)}: ${counted(bin.count, 'detection', 'detections')}\n` +
            `${share(bin.hitShare)} are right (${share(bin.low)} to ${share(bin.high)})`,
        }),
      ),
    ],
    table: {
      columns: ['score_from', 'score_to', 'detections', 'mean_score', 'share_right', 'low', 'high'],
      rows: bins.map((bin) => [bin.from, bin.to, bin.count, bin.meanScore, bin.hitShare, bin.low, bin.high]),
    },
  };
}
