// The columns of a breakdown: what each shows of a row, and in which order it puts the rows.
import type { PartPrecision } from '../contract/evaluation-calls.ts';
import type { EvaluationSummary } from '../contract/evaluation.ts';
import type { JudgedOutcome } from '../core/analysis/judged-table.ts';
import { ERROR_KINDS, type ErrorKind } from '../core/errors/error-kind.ts';
import { ERROR_WORDS } from '../core/errors/error-words.ts';
import type { Breakdown, BreakdownRow } from './breakdown.ts';
import { share } from './words.ts';

export interface BreakdownColumn {
  readonly key: string;
  readonly label: string;
  /** Null: the column of names. */
  readonly value: ((row: BreakdownRow) => number | null) | null;
  readonly format: (value: number) => string;
  /** Boxes that a cell stands for. */
  readonly opens?: { readonly outcome: JudgedOutcome; readonly kind?: ErrorKind };
}

const count = (value: number): string => value.toLocaleString('en');
const share3 = (value: number): string => share(value, 3);
/** @param summary with AP of classes @param parts with AP50 of branches and anchors, where it was measured */
export function breakdownColumns(
  by: Breakdown,
  summary: EvaluationSummary | null,
  parts: readonly PartPrecision[] | null,
): readonly BreakdownColumn[] {
  const hasObjects = by === 'class' || by === 'size' || by === 'brightness';
  const kinds = ERROR_KINDS.filter((kind) => kind !== 'missed' || hasObjects);
  return [
    { key: 'name', label: by, value: null, format: count },
    { key: 'tp', label: 'TP', value: ({ tp }) => tp, format: count, opens: { outcome: 'tp' } },
    { key: 'fp', label: 'FP', value: ({ fp }) => fp, format: count, opens: { outcome: 'fp' } },
    ...(hasObjects
      ? [
          {
            key: 'missed',
            label: 'missed',
            value: ({ missed }: BreakdownRow) => missed,
            format: count,
            opens: { outcome: 'missed' as const },
          },
        ]
      : []),
    { key: 'precision', label: 'precision', value: ({ precision }) => precision, format: share3 },
    ...(hasObjects
      ? [{ key: 'recall', label: 'recall', value: ({ recall }: BreakdownRow) => recall, format: share3 }]
      : []),
    ...(by === 'brightness'
      ? [
          {
            key: 'fpPerImage',
            label: 'FP/image',
            value: ({ falsePositivesPerImage }: BreakdownRow) => falsePositivesPerImage,
            format: (value: number) => value.toFixed(2),
          },
          { key: 'images', label: 'images', value: ({ images }: BreakdownRow) => images, format: count },
        ]
      : []),
    ...precisionColumns(by, summary, parts),
    ...kinds.map((kind) => ({
      key: `kind_${kind}`,
      // Missed objects have a column already; these are those that nothing came near.
      label: kind === 'missed' ? 'nothing near' : ERROR_WORDS[kind],
      value: ({ kinds: counts }: BreakdownRow) => counts[ERROR_KINDS.indexOf(kind)] ?? null,
      format: count,
      opens: { outcome: kind === 'missed' ? ('missed' as const) : ('fp' as const), kind },
    })),
  ];
}

function precisionColumns(
  by: Breakdown,
  summary: EvaluationSummary | null,
  parts: readonly PartPrecision[] | null,
): readonly BreakdownColumn[] {
  if (by === 'class') {
    const of = (name: 'AP50' | 'AP') => (row: BreakdownRow) => {
      const value = summary?.classes[row.key.classIndex ?? -1]?.[name];
      return value === undefined || value < 0 ? null : value;
    };
    return (['AP50', 'AP'] as const).map((key) => ({ key, label: key, value: of(key), format: share3 }));
  }
  if (parts === null || by === 'size' || by === 'brightness') return [];
  const of = (name: 'aloneAP50' | 'withoutAP50') => (row: BreakdownRow) => {
    const { branch, anchor } = row.key;
    const value = parts.find((part) => part.branch === branch && part.anchor === anchor)?.[name];
    return value === undefined || value < 0 ? null : value;
  };
  return [
    { key: 'AP50_alone', label: 'AP50 alone', value: of('aloneAP50'), format: share3 },
    { key: 'AP50_without', label: 'AP50 without', value: of('withoutAP50'), format: share3 },
  ];
}

/** By a column; rows without a value last, either way; as they came where there is no such column. */
export function sortRows(
  rows: readonly BreakdownRow[],
  column: BreakdownColumn | undefined,
  descending: boolean,
): readonly BreakdownRow[] {
  if (column === undefined) return rows;
  const { value } = column;
  const sign = descending ? -1 : 1;
  if (value === null)
    return rows.toSorted((a, b) => sign * a.name.localeCompare(b.name, 'en', { numeric: true }));
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}
