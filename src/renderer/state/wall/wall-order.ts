// The order of the wall, and how the URL says it: `order=size`, `order=score.up`.
import { MISS } from '../../../core/analysis/judged-table.ts';
import { valueOn, type WallSource } from './filter-wall.ts';

export const WALL_SORTS = ['score', 'size', 'sigma', 'brightness', 'iou', 'image'] as const;
export type WallSort = (typeof WALL_SORTS)[number];
export interface WallOrder {
  readonly by: WallSort;
  readonly ascending: boolean;
}

/** Images come from the first to the last, everything else from the greatest to the least. */
const isUsuallyAscending = (by: WallSort): boolean => by === 'image';

export function usualOrder(by: WallSort): WallOrder {
  return { by, ascending: isUsuallyAscending(by) };
}

/** The order that the URL names; the surest first where it names none. */
export function parseWallOrder(text: string | undefined): WallOrder {
  const [name, direction] = (text ?? '').split('.');
  const by = WALL_SORTS.find((sort) => sort === name) ?? 'score';
  return direction === 'up' || direction === 'down' ? { by, ascending: direction === 'up' } : usualOrder(by);
}

/** The inverse of `parseWallOrder`; undefined for the usual one. */
export function formatWallOrder({ by, ascending }: WallOrder): string | undefined {
  if (ascending !== isUsuallyAscending(by)) return `${by}.${ascending ? 'up' : 'down'}`;
  return by === 'score' ? undefined : by;
}

/** Rows in order; those without the value come last, equal ones stay as they were. */
export function orderWall(
  source: WallSource,
  rows: readonly number[],
  { by, ascending }: WallOrder,
): readonly number[] {
  const values = new Map(rows.map((row) => [row, sortValue(source, by, row)]));
  const sign = ascending ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [x, y] = [values.get(a)!, values.get(b)!];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return sign * (x - y);
  });
}

/** NaN where a row has no such value. */
function sortValue(source: WallSource, by: WallSort, row: number): number {
  const { table } = source;
  switch (by) {
    case 'size':
      return (table.x2[row]! - table.x1[row]!) * (table.y2[row]! - table.y1[row]!);
    case 'iou': // A missed object has no other object that it is near to.
      return table.outcome[row] === MISS ? Number.NaN : table.iou[row]!;
    case 'image':
      return table.image[row]!;
    default:
      return valueOn(source, by, row) ?? Number.NaN;
  }
}
