// The confusion matrix of a detector, with a background row and column.
import { FALSE, HIT, MISS, type JudgedTable } from './judged-table.ts';
import { CLASSIFICATION } from '../errors/error-kind.ts';

/** A place in the matrix: what is there, and what was said. Null: background. */
export interface ConfusionCell {
  readonly groundTruthClass: number | null;
  readonly predictedClass: number | null;
}

/**
 * Where a row of the table counts. A true positive: on the diagonal. A false positive that lies well on an object of another
 * class: that class against its own. Every other false positive: background. A missed object that nothing came near, or that
 * only a badly placed detection is about: its class against background. Null for a missed object that a wrongly named
 * detection is about: that one counts.
 */
export function confusionCell(
  table: JudgedTable,
  row: number,
  isMisnamed: (row: number) => boolean,
): ConfusionCell | null {
  const own = table.classIndex[row]!;
  if (table.outcome[row] === HIT) return { groundTruthClass: own, predictedClass: own };
  if (table.outcome[row] === FALSE) {
    const groundTruthClass = table.kind[row] === CLASSIFICATION ? table.groundTruthClass[row]! : null;
    return { groundTruthClass, predictedClass: own };
  }
  return isMisnamed(row) ? null : { groundTruthClass: own, predictedClass: null };
}

/** Counts [ground truth][predicted] with background last in both, and the cell of every row. */
export interface ConfusionMatrix {
  readonly counts: readonly (readonly number[])[];
  readonly cells: readonly (ConfusionCell | null)[];
}

/** More objects than an image has. */
const MOST_OBJECTS = 2 ** 20;

/** Tells of a row whether it is a missed object that a detection of another class lies well on. */
export function findMisnamed(table: JudgedTable): (row: number) => boolean {
  const named = new Set<number>();
  const key = (row: number): number => table.image[row]! * MOST_OBJECTS + table.groundTruth[row]!;
  for (let row = 0; row < table.length; row++) if (table.kind[row] === CLASSIFICATION) named.add(key(row));
  return (row) => table.outcome[row] === MISS && named.has(key(row));
}

/** @param classes how many there are */
export function confusionMatrix(table: JudgedTable, classes: number): ConfusionMatrix {
  const isMisnamed = findMisnamed(table);
  const counts = Array.from({ length: classes + 1 }, () => new Array<number>(classes + 1).fill(0));
  const cells = Array.from({ length: table.length }, (_, row) => confusionCell(table, row, isMisnamed));
  for (const cell of cells)
    if (cell !== null) counts[cell.groundTruthClass ?? classes]![cell.predictedClass ?? classes]!++;
  return { counts, cells };
}
