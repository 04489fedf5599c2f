// The ledger of two runs: which false positives one fixed, which are new, which both have.
import { boxIou } from '../boxes/iou.ts';
import { FALSE, type JudgedTable } from '../analysis/judged-table.ts';

export const LEDGER_STATES = ['fixed', 'new', 'persistent'] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

/** A false positive of the earlier run (`before`), of the later one (`after`), or of both: rows of their tables. */
export interface LedgerEntry {
  readonly state: LedgerState;
  readonly before: number | null;
  readonly after: number | null;
  /** Of the two boxes, where both have it; else 0. */
  readonly iou: number;
}

/** Two boxes with at least this IoU are one false positive. */
export const SAME_BOX_IOU = 0.5;

/** Rows of the false positives by image. */
function byImage(table: JudgedTable): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < table.length; row++) {
    if (table.outcome[row] !== FALSE) continue;
    const list = rows.get(table.image[row]!);
    if (list === undefined) rows.set(table.image[row]!, [row]);
    else list.push(row);
  }
  return rows;
}

const boxAt = (table: JudgedTable, row: number) => ({
  x1: table.x1[row]!,
  y1: table.y1[row]!,
  x2: table.x2[row]!,
  y2: table.y2[row]!,
});

/**
 * Pairs the false positives of two runs, each judged at its own operating point: those of one image and class, the best
 * overlap first, from SAME_BOX_IOU on; the rest is fixed or new.
 * @param images pairs of an image of the earlier table and the same image of the later one; false positives of others are left
 *   out.
 */
export function compareFalsePositives(
  before: JudgedTable,
  after: JudgedTable,
  images: readonly (readonly [before: number, after: number])[],
): LedgerEntry[] {
  const [earlier, later] = [byImage(before), byImage(after)];
  return images.flatMap(([image, other]) =>
    compareImage(before, after, earlier.get(image) ?? [], later.get(other) ?? []),
  );
}

function compareImage(
  before: JudgedTable,
  after: JudgedTable,
  rowsBefore: readonly number[],
  rowsAfter: readonly number[],
): LedgerEntry[] {
  const pairs = rowsBefore.flatMap((a) =>
    rowsAfter
      .filter((b) => before.classIndex[a] === after.classIndex[b])
      .map((b) => ({ before: a, after: b, iou: boxIou(boxAt(before, a), boxAt(after, b)) }))
      .filter(({ iou }) => iou >= SAME_BOX_IOU),
  );
  pairs.sort((a, b) => b.iou - a.iou);
  const taken = { before: new Set<number>(), after: new Set<number>() };
  const entries: LedgerEntry[] = [];
  for (const pair of pairs) {
    if (taken.before.has(pair.before) || taken.after.has(pair.after)) continue;
    taken.before.add(pair.before);
    taken.after.add(pair.after);
    entries.push({ state: 'persistent', ...pair });
  }
  for (const row of rowsBefore)
    if (!taken.before.has(row)) entries.push({ state: 'fixed', before: row, after: null, iou: 0 });
  for (const row of rowsAfter)
    if (!taken.after.has(row)) entries.push({ state: 'new', before: null, after: row, iou: 0 });
  return entries;
}
