// True positives above and false positives below, by score: what the score threshold cuts.
import * as Plot from '@observablehq/plot';
import { MARGINS, shareAxis } from '../axes.ts';
import { colour } from '../colours.ts';
import type { PlotFigure } from '../figure.ts';
import { counted, share } from '../words.ts';

/** Detections by score, in bins of equal width over [0, 1]. */
export interface ScoreHistogram {
  readonly tp: readonly number[];
  readonly fp: readonly number[];
}

const DECADES = Array.from({ length: 8 }, (_, i) => 10 ** i);
/** Low scores hold by far the most false positives: a logarithm keeps the rest visible, and 0 at 0. */
const height = (count: number): number => Math.log1p(count);

/** @param scoreThreshold in [0, 1]: what lies below it is drawn faint */
export function scoreHistogramFigure({ tp, fp }: ScoreHistogram, scoreThreshold: number): PlotFigure {
  const bins = tp.map((hits, i) => ({
    from: i / tp.length,
    to: (i + 1) / tp.length,
    tp: hits,
    fp: fp[i] ?? 0,
  }));
  type Bin = (typeof bins)[number];
  const most = height(Math.max(1, ...tp, ...fp));
  // Where there are many, 1 lies too near to 0.
  const ticks = DECADES.slice(most > height(20) ? 1 : 0).map(height);
  const opacity = ({ to }: Bin): number => (to <= scoreThreshold + 1e-9 ? 0.35 : 1);
  const bars = (key: 'tp' | 'fp', sign: 1 | -1): Plot.Markish =>
    Plot.rectY(bins, {
      x1: 'from',
      x2: 'to',
      y1: 0,
      y2: (bin: Bin) => sign * height(bin[key]),
      fill: colour(key),
      fillOpacity: opacity,
      insetLeft: 0.5,
      insetRight: 0.5,
    });
  const cut = bins.reduce((total, bin) => total + (bin.to <= scoreThreshold + 1e-9 ? bin.fp : 0), 0);
  return {
    title: 'Scores of true and false positives',
    summary: `The threshold ${share(scoreThreshold)} cuts ${counted(cut, 'false positive', 'false positives')}.`,
    options: {
      ...MARGINS,
      x: shareAxis('score'),
      y: {
        domain: [-most * 1.06, most * 1.06],
        ticks: [...ticks.map((tick) => -tick), 0, ...ticks].filter((tick) => Math.abs(tick) <= most),
        tickFormat: (tick: number) => Math.round(Math.expm1(Math.abs(tick))).toLocaleString('en'),
        tickSize: 0,
        grid: true,
        label: 'detections (logarithmic)',
        labelArrow: 'none',
      },
      marks: [
        bars('tp', 1),
        bars('fp', -1),
        Plot.ruleY([0], { stroke: colour('line-strong') }),
        Plot.ruleX([scoreThreshold], { stroke: colour('text'), strokeDasharray: '3 3' }),
        Plot.text(['true positives'], {
          frameAnchor: 'top-left',
          dx: 6,
          dy: 4,
          fill: colour('tp'),
          fontWeight: 600,
        }),
        Plot.text(['false positives'], {
          frameAnchor: 'bottom-right',
          dx: -6,
          dy: -4,
          fill: colour('fp'),
          fontWeight: 600,
        }),
      ],
    },
    hover: [
      Plot.tip(
        bins,
        Plot.pointerX({
          x1: 'from',
          x2: 'to',
          y: 0,
          fill: colour('panel'),
          title: ({ from, to, tp: hits, fp: alarms }: Bin) =>
            `score ${share(from)} to ${share(to)}\nTP ${hits}, FP ${alarms}`,
        }),
      ),
    ],
    table: {
      columns: ['score_from', 'score_to', 'tp', 'fp'],
      rows: bins.map((bin) => [bin.from, bin.to, bin.tp, bin.fp]),
    },
  };
}
