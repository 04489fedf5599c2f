// The entries of a ledger that pass the filters, one of them by its boxes, and the list as CSV.
import type { Ledger } from '../../contract/evaluation-calls.ts';
import { LEDGER_STATES, type LedgerState } from '../../core/ledger/compare-false-positives.ts';
import { formatCsv } from '../../plots/csv.ts';

export type LedgerEntry = Ledger['entries'][number];

export interface LedgerFilter {
  /** States on show; all where there is none. */
  readonly states: readonly LedgerState[];
  readonly className: string | null;
}

/** States as the URL names them: `fixed,new`. */
export function parseStates(text: string | undefined): readonly LedgerState[] {
  const words = text?.split(',') ?? [];
  return LEDGER_STATES.filter((state) => words.includes(state));
}

export function filterLedger(
  entries: readonly LedgerEntry[],
  { states, className }: LedgerFilter,
): readonly LedgerEntry[] {
  return entries.filter(
    (entry) =>
      (states.length === 0 || states.includes(entry.state)) &&
      (className === null || entry.className === className),
  );
}

/** The classes that entries have, by name. */
export function ledgerClasses(entries: readonly LedgerEntry[]): readonly string[] {
  return [...new Set(entries.map(({ className }) => className))].sort();
}

/** The entry of an image that has a box in either run: rows of the image's candidates, null for none. */
export function findEntry(
  entries: readonly LedgerEntry[],
  imageId: string | null,
  rows: { readonly before: number | null; readonly after: number | null },
): LedgerEntry | null {
  const has = (box: LedgerEntry['before'], row: number | null): boolean => box !== null && box.row === row;
  return (
    entries.find(
      (entry) =>
        entry.imageId === imageId && (has(entry.before, rows.before) || has(entry.after, rows.after)),
    ) ?? null
  );
}

const BOX_COLUMNS = ['kind', 'score', 'x1', 'y1', 'x2', 'y2'] as const;

/** A line an entry; boxes in image px. */
export function ledgerAsCsv(entries: readonly LedgerEntry[]): string {
  const boxCells = (box: LedgerEntry['before']): readonly (string | number | null)[] =>
    box === null
      ? BOX_COLUMNS.map(() => null)
      : [box.kind, box.score, box.box.x1, box.box.y1, box.box.x2, box.box.y2];
  return formatCsv({
    columns: [
      'state',
      'class',
      'image',
      'IoU',
      ...(['before', 'after'] as const).flatMap((side) => BOX_COLUMNS.map((column) => `${side} ${column}`)),
    ],
    rows: entries.map(({ state, className, imageId, iou, before, after }) => [
      state,
      className,
      imageId,
      iou,
      ...boxCells(before),
      ...boxCells(after),
    ]),
  });
}
