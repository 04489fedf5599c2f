// Which centre owns which size: the step that all clusterings share.
import type { Size } from '../boxes/box.ts';
import { iouOfSides, ratioOfSides, type FitMetric } from './shape-fit.ts';
import type { SizeTable } from './size-table.ts';

/** The centre that fits each size best, and how well. */
export interface Owners {
  readonly centre: Int32Array;
  readonly fit: Float64Array;
}

/** Owners of so many sizes, none yet. */
export const createOwners = (length: number): Owners => ({
  centre: new Int32Array(length).fill(-1),
  fit: new Float64Array(length),
});

/** @returns true when an owner changed. */
export function assignOwners(
  table: SizeTable,
  centres: readonly Size[],
  metric: FitMetric,
  owners: Owners,
): boolean {
  const widths = Float64Array.from(centres, ({ width }) => width);
  const heights = Float64Array.from(centres, ({ height }) => height);
  const byIou = metric === 'iou';
  let changed = false;
  for (let i = 0; i < table.length; i++) {
    const width = table.width[i]!;
    const height = table.height[i]!;
    let best = 0;
    let bestFit = -1;
    for (let c = 0; c < widths.length; c++) {
      const fit = byIou
        ? iouOfSides(width, height, widths[c]!, heights[c]!)
        : 1 / ratioOfSides(width, height, widths[c]!, heights[c]!);
      if (fit > bestFit) {
        best = c;
        bestFit = fit;
      }
    }
    if (owners.centre[i] !== best) changed = true;
    owners.centre[i] = best;
    owners.fit[i] = bestFit;
  }
  return changed;
}
