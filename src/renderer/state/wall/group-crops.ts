// The wall's crops in groups that look alike, worked out in slices so that the page stays quick.
import { LookAlikeGroups } from '../../../core/look-alikes/look-alike-groups.ts';
import type { CropTable } from './crop-table.ts';

/** The wall in groups; the rows of each in the wall's order, the first of which stands for the group. */
export interface GroupedWall {
  /** Groups of at least two, the largest first. */
  readonly groups: readonly (readonly number[])[];
  /** Rows that look like no other. */
  readonly single: readonly number[];
  /** Rows whose crop is not known: not yet, or because its image cannot be read. */
  readonly unknown: readonly number[];
}

/** Half of a frame. */
const SLICE_MS = 8;
/** Crops between two looks at the clock. */
const STEP = 64;
/** Radius of a group at alike 0. On blood smears, boxes about one object are mostly within 0.7 of each other, others beyond 1. */
const WIDEST_RADIUS = 1.7;

/**
 * @param rows in the wall's order: those that come first gather the others around them
 * @param alike how alike members must be, in [0, 1]
 * @param isWanted asked between slices
 * @returns null where it was not wanted any more
 */
export async function groupCrops(
  rows: readonly number[],
  crops: Pick<CropTable, 'descriptorOf'>,
  alike: number,
  isWanted: () => boolean,
): Promise<GroupedWall | null> {
  const clusters = new LookAlikeGroups(WIDEST_RADIUS * (1 - alike));
  const unknown: number[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  for (let i = 0; i < rows.length; i++) {
    if (i % STEP === 0 && performance.now() > sliceEnd) {
      await new Promise((resolve) => setTimeout(resolve));
      if (!isWanted()) return null;
      sliceEnd = performance.now() + SLICE_MS;
    }
    const row = rows[i]!;
    const place = crops.descriptorOf(row);
    if (place === null) unknown.push(row);
    else clusters.add(row, place.descriptors, place.at);
  }
  return {
    groups: clusters.groups.filter((group) => group.length > 1).toSorted((a, b) => b.length - a.length),
    single: clusters.groups.flatMap((group) => (group.length === 1 ? group : [])),
    unknown,
  };
}
