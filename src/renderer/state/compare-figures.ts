// The leading figures of two evaluations side by side, the change judged by which way is better.
import type { SplitRecount } from '../../contract/evaluation-calls.ts';
import { formatChange, formatShare } from '../format/figures.ts';

export interface ComparedFigure {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly verdict: 'better' | 'worse' | 'same';
}

interface Figure {
  readonly name: string;
  readonly value: (recount: SplitRecount) => number;
  readonly format: (value: number) => string;
  readonly digits: number;
  readonly moreIsBetter: boolean;
}
const share = (name: string, value: Figure['value']): Figure => ({
  name,
  value,
  format: formatShare,
  digits: 3,
  moreIsBetter: true,
});
const FIGURES: readonly Figure[] = [
  {
    name: 'FP / image',
    value: ({ operatingPoint }) => operatingPoint.falsePositivesPerImage,
    format: (value) => value.toFixed(2),
    digits: 2,
    moreIsBetter: false,
  },
  share('recall', ({ operatingPoint }) => operatingPoint.recall),
  share('precision', ({ operatingPoint }) => operatingPoint.precision),
  share('AP50', ({ AP50 }) => AP50),
];

/** A change smaller than what is shown is none, and neither is one of a figure that does not exist (-1). */
export function compareFigures(before: SplitRecount, after: SplitRecount): readonly ComparedFigure[] {
  return FIGURES.map(({ name, value, format, digits, moreIsBetter }) => {
    const [a, b] = [value(before), value(after)];
    const exists = a >= 0 && b >= 0;
    const change = exists ? b - a : 0;
    const isSame = Math.abs(change) < 0.5 * 10 ** -digits;
    return {
      name,
      before: format(a),
      after: format(b),
      change: exists ? formatChange(change, digits) : '–',
      verdict: isSame ? 'same' : change > 0 === moreIsBetter ? 'better' : 'worse',
    };
  });
}
