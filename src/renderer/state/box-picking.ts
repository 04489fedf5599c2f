// Which box lies under the pointer: of all that are shown there, the smallest.
import { boxArea, type Box } from '../../core/boxes/box.ts';
import type { Picked } from './inspected-image.svelte.ts';

export interface PickableBox {
  readonly box: Box;
  readonly picked: Picked;
}

/** Boxes that contain a point, the smallest first. `slack` in image px makes thin boxes reachable. */
export function boxesAt(
  boxes: readonly PickableBox[],
  point: { readonly x: number; readonly y: number },
  slack: number,
): readonly PickableBox[] {
  return boxes
    .filter(
      ({ box }) =>
        point.x >= box.x1 - slack &&
        point.x <= box.x2 + slack &&
        point.y >= box.y1 - slack &&
        point.y <= box.y2 + slack,
    )
    .toSorted((a, b) => boxArea(a.box) - boxArea(b.box));
}

/** What a click picks: the smallest box, or, clicked again at the same place, the next larger one. */
export function pickAt(hits: readonly PickableBox[], current: Picked | null): Picked | null {
  const at = hits.findIndex(({ picked }) => samePick(picked, current));
  return hits[(at + 1) % Math.max(1, hits.length)]?.picked ?? null;
}

export function samePick(a: Picked | null, b: Picked | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === 'candidate') return b.kind === 'candidate' && a.row === b.row;
  return b.kind === 'groundTruth' && a.index === b.index;
}
