// Kinds of error as bars: how many there are at the operating point, and what each costs in AP (TIDE).
import * as Plot from '@observablehq/plot';
import { ERROR_KINDS, type ErrorKind } from '../../core/errors/error-kind.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import type { ErrorSummary } from '../../core/metrics/summary.ts';
import { colour } from '../colours.ts';
import type { PlotFigure } from '../figure.ts';
import { counted, share } from '../words.ts';

const MEASURES = ['boxes at these settings', 'AP that they cost'] as const;

/**
 * Each kind's bar stands for its boxes.
 * @param counts of each kind at the operating point, in the order of ERROR_KINDS
 */
export function errorKindsFigure(
  { kinds, falsePositives, falseNegatives }: ErrorSummary,
  counts: readonly number[] = ERROR_KINDS.map((kind) => kinds[kind].countAtOperatingPoint),
): PlotFigure<ErrorKind> {
  const mostBoxes = Math.max(1, ...counts);
  const mostAP = Math.max(1e-9, ...ERROR_KINDS.map((kind) => kinds[kind].dAP));
  const bars = ERROR_KINDS.flatMap((kind, i) => {
    const { dAP } = kinds[kind];
    const count = counts[i]!;
    const fill = colour(kind === 'missed' ? 'fn' : 'fp');
    return [
      { kind, fill, measure: MEASURES[0], length: count / mostBoxes, text: count.toLocaleString('en') },
      { kind, fill, measure: MEASURES[1], length: Math.max(0, dAP) / mostAP, text: share(dAP, 3) },
    ];
  });
  const place = { fx: 'measure', y: 'kind' } as const;
  return {
    title: 'Kinds of error',
    summary: `Without any false positive: AP +${share(falsePositives.dAP, 3)}; with nothing missed: +${share(falseNegatives.dAP, 3)}.`,
    options: {
      marginLeft: 150,
      marginRight: 8,
      marginTop: 26,
      marginBottom: 8,
      x: { domain: [0, 1.28], axis: null },
      y: {
        domain: ERROR_KINDS,
        tickFormat: (kind: ErrorKind) => ERROR_WORDS[kind],
        label: null,
        tickSize: 0,
        padding: 0.34,
      },
      fx: { domain: MEASURES, axis: 'top', label: null, tickSize: 0, padding: 0.06 },
      marks: [
        Plot.barX(bars, { ...place, x: 1, fill: colour('raised'), rx: 2 }),
        Plot.barX(bars, { ...place, x: 'length', fill: 'fill', rx: 2 }),
        Plot.text(bars, {
          ...place,
          x: 1,
          text: 'text',
          textAnchor: 'start',
          dx: 6,
          fill: colour('text'),
          fontVariant: 'tabular-nums',
        }),
      ],
    },
    targets: ERROR_KINDS.map((kind, i) => ({
      y: kind,
      label: `${ERROR_WORDS[kind]}: ${counted(counts[i]!, 'box', 'boxes')}, costs ${share(Math.max(0, kinds[kind].dAP), 3)} of AP`,
      value: kind,
    })),
    table: {
      columns: ['kind', 'count', 'count_at_any_score', 'dAP'],
      rows: [
        ...ERROR_KINDS.map((kind, i) => {
          const { count, dAP } = kinds[kind];
          return [kind, counts[i]!, count, dAP];
        }),
        ['all false positives', null, null, falsePositives.dAP],
        ['all that is missed', null, null, falseNegatives.dAP],
      ],
    },
  };
}
