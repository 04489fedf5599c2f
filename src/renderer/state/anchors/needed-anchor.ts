// Where one more anchor would help most.
import type { Size } from '../../../core/boxes/box.ts';
import { iouOfSides } from '../../../core/anchors/shape-fit.ts';
import { sizeAt, type SizeTable } from '../../../core/anchors/size-table.ts';

/** Sizes that are tried: those whose objects miss most. */
const TRIED = 150;

/** The size in the table, rounded to px, that as one more anchor raises the mean best IoU most; null without objects. */
export function neededAnchor(table: SizeTable, anchors: readonly Size[]): Size | null {
  const bestNow = new Float64Array(table.length);
  for (let row = 0; row < table.length; row++) {
    for (const { width, height } of anchors)
      bestNow[row] = Math.max(
        bestNow[row]!,
        iouOfSides(table.width[row]!, table.height[row]!, width, height),
      );
  }
  const missing = (row: number): number => table.weight[row]! * (1 - bestNow[row]!);
  const tried = [...bestNow.keys()].sort((a, b) => missing(b) - missing(a)).slice(0, TRIED);
  let best: Size | null = null;
  let mostGained = 0;
  for (const candidate of tried) {
    const { width, height } = sizeAt(table, candidate);
    let gained = 0;
    for (let row = 0; row < table.length; row++) {
      const iou = iouOfSides(table.width[row]!, table.height[row]!, width, height);
      if (iou > bestNow[row]!) gained += table.weight[row]! * (iou - bestNow[row]!);
    }
    if (gained > mostGained) [best, mostGained] = [{ width, height }, gained];
  }
  return best && { width: Math.max(1, Math.round(best.width)), height: Math.max(1, Math.round(best.height)) };
}
