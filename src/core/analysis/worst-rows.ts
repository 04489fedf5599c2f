// The order in which wrong boxes are looked at when there is room for a few only.
import { MISSED } from '../errors/error-kind.ts';
import { FALSE, MISS, type JudgedTable } from './judged-table.ts';

/** Rows of the false positives, the most confident first; those of equal score in the table's order. */
export function worstFalsePositives({ length, outcome, score }: JudgedTable): number[] {
  const rows: number[] = [];
  for (let row = 0; row < length; row++) if (outcome[row] === FALSE) rows.push(row);
  return rows.sort((a, b) => score[b]! - score[a]!);
}

/** Rows of the missed objects: first those that no detection came near, the largest first. */
export function worstMissed(table: JudgedTable): number[] {
  const { length, outcome, kind, x1, y1, x2, y2 } = table;
  const rows: number[] = [];
  for (let row = 0; row < length; row++) if (outcome[row] === MISS) rows.push(row);
  const area = (row: number): number => (x2[row]! - x1[row]!) * (y2[row]! - y1[row]!);
  const isNear = (row: number): number => Number(kind[row] !== MISSED);
  return rows.sort((a, b) => isNear(a) - isNear(b) || area(b) - area(a));
}
