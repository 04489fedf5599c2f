// The columns of the table of runs: what they show, how they sort, and the table as CSV.
import type { RunRecord } from '../../contract/run.ts';
import { formatCsv } from '../../plots/csv.ts';
import { formatDuration, formatMoment, formatShare } from '../format/figures.ts';

export interface RunColumn {
  readonly key: string;
  readonly label: string;
  readonly numeric: boolean;
  /** Null sorts last, whatever the direction. */
  readonly value: (run: RunRecord) => number | string | null;
  readonly text: (run: RunRecord) => string;
  /** Which end is the better one, where one is. */
  readonly better?: 'more' | 'less';
}

const metric = (key: 'AP50' | 'AP' | 'recall', label: string): RunColumn => ({
  key,
  label,
  numeric: true,
  value: ({ metrics }) => metrics?.[key] ?? null,
  text: ({ metrics }) => formatShare(metrics?.[key] ?? null),
  better: 'more',
});

export const RUN_COLUMNS: readonly RunColumn[] = [
  { key: 'name', label: 'run', numeric: false, value: ({ name }) => name, text: ({ name }) => name },
  {
    key: 'dataset',
    label: 'dataset',
    numeric: false,
    value: ({ dataset }) => dataset.name,
    text: ({ dataset }) => dataset.name,
  },
  {
    key: 'state',
    label: 'state',
    numeric: false,
    value: (run) => (run.source ? run.source.kind : run.state),
    text: (run) => (run.source ? run.source.kind : run.state),
  },
  {
    key: 'fp',
    label: 'FP/image',
    numeric: true,
    value: ({ metrics }) => metrics?.falsePositivesPerImage ?? null,
    text: ({ metrics }) => metrics?.falsePositivesPerImage.toFixed(2) ?? '–',
    better: 'less',
  },
  metric('AP50', 'AP50'),
  metric('AP', 'AP'),
  metric('recall', 'recall'),
  {
    key: 'epochs',
    label: 'epochs',
    numeric: true,
    value: ({ epochsDone, source }) => (source ? null : epochsDone),
    text: ({ epochsDone, epochs, source }) =>
      source ? '–' : epochsDone === epochs ? String(epochs) : `${epochsDone} of ${epochs}`,
  },
  {
    key: 'time',
    label: 'time',
    numeric: true,
    value: ({ seconds, source }) => (source ? null : seconds),
    text: ({ seconds, source }) => (source ? '–' : formatDuration(seconds)),
  },
  {
    key: 'backend',
    label: 'engine',
    numeric: false,
    value: ({ backend }) => backend,
    text: ({ backend }) => backend ?? '–',
  },
  {
    key: 'started',
    label: 'started',
    numeric: true,
    value: ({ createdAt }) => Date.parse(createdAt),
    text: ({ createdAt }) => formatMoment(createdAt),
  },
];

export interface RunSort {
  readonly key: string;
  readonly descending: boolean;
}

/** `fp` or `-fp`, as the URL says it. */
export function parseRunSort(text: string | undefined): RunSort {
  const descending = text?.startsWith('-') ?? true;
  const key = text?.replace(/^-/, '') ?? 'started';
  return RUN_COLUMNS.some((column) => column.key === key)
    ? { key, descending }
    : { key: 'started', descending: true };
}

export function sortRuns(runs: readonly RunRecord[], { key, descending }: RunSort): readonly RunRecord[] {
  const column = RUN_COLUMNS.find((candidate) => candidate.key === key)!;
  return runs.toSorted((a, b) => {
    const [x, y] = [column.value(a), column.value(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return descending ? -order : order;
  });
}

/** The best value of a column among runs, where there is a better end and more than one value. */
export function bestValue(runs: readonly RunRecord[], column: RunColumn): number | null {
  const values = runs.map(column.value).filter((value) => typeof value === 'number');
  if (column.better === undefined || values.length < 2) return null;
  return column.better === 'more' ? Math.max(...values) : Math.min(...values);
}

export function runsAsCsv(runs: readonly RunRecord[]): string {
  const rows = runs.map((run) =>
    RUN_COLUMNS.map((column) => (column.key === 'started' ? run.createdAt : column.value(run))),
  );
  return formatCsv({ columns: RUN_COLUMNS.map(({ label }) => label), rows });
}
