// Counts of a judged table by something: class, branch, anchor, size, brightness, kind of error.
import { JUDGED_OUTCOMES, type JudgedTable } from './judged-table.ts';
import { ERROR_KINDS } from '../errors/error-kind.ts';

/** Counts of one group. */
export interface GroupCounts {
  readonly tp: number;
  readonly fp: number;
  readonly missed: number;
  /** Of the false positives (and `missed`: objects that nothing came near), in the order of ERROR_KINDS. */
  readonly kinds: readonly number[];
}

/** @param groupOf the group of a row; null leaves it out (a missed object has no branch) */
export function countGroups<K>(
  table: JudgedTable,
  groupOf: (row: number) => K | null,
): ReadonlyMap<K, GroupCounts> {
  const groups = new Map<K, { counts: number[]; kinds: number[] }>();
  for (let row = 0; row < table.length; row++) {
    const key = groupOf(row);
    if (key === null) continue;
    let group = groups.get(key);
    if (group === undefined) {
      group = { counts: JUDGED_OUTCOMES.map(() => 0), kinds: ERROR_KINDS.map(() => 0) };
      groups.set(key, group);
    }
    group.counts[table.outcome[row]!]!++;
    const kind = table.kind[row]!;
    if (kind < ERROR_KINDS.length) group.kinds[kind]!++;
  }
  return new Map(
    [...groups].map(([key, { counts, kinds }]) => [
      key,
      { tp: counts[0]!, fp: counts[1]!, missed: counts[2]!, kinds },
    ]),
  );
}

/** COCO's names of sizes by the box's area: below 32 x 32 px, below 96 x 96 px, above. */
export const SIZE_NAMES = ['small', 'medium', 'large'] as const;
export type SizeName = (typeof SIZE_NAMES)[number];

/** The size of a row's box. */
export function sizeOf(table: JudgedTable, row: number): SizeName {
  return sizeOfArea((table.x2[row]! - table.x1[row]!) * (table.y2[row]! - table.y1[row]!));
}

/** @param area px squared */
export function sizeOfArea(area: number): SizeName {
  return area < 32 ** 2 ? 'small' : area < 96 ** 2 ? 'medium' : 'large';
}
