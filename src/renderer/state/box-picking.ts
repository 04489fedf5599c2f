// Which box lies under the pointer: what is wrong before what is right, what is right before what was removed.
import { boxArea, type Box } from '../../core/boxes/box.ts';
import type { Picked } from './inspected-image.svelte.ts';

/** What a box on show is; `candidate`: neither kept nor suppressed. `matched`: ground truth that is found. */
export type ShownOutcome = 'fp' | 'missed' | 'tp' | 'ignored' | 'matched' | 'suppressed' | 'candidate';

export interface PickableBox {
  readonly box: Box;
  readonly picked: Picked;
  readonly outcome: ShownOutcome;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The lower comes first. */
const RANKS: Readonly<Record<ShownOutcome, number>> = {
  fp: 0,
  missed: 0,
  tp: 1,
  ignored: 1,
  matched: 1,
  suppressed: 2,
  candidate: 2,
};

/**
 * Boxes that contain a point: errors first, then what was kept and the ground truth, then what was removed; of each the smallest
 * first. `slack` in image px makes thin boxes reachable.
 */
export function boxesAt(boxes: readonly PickableBox[], point: Point, slack: number): readonly PickableBox[] {
  return boxes
    .filter(
      ({ box }) =>
        point.x >= box.x1 - slack &&
        point.x <= box.x2 + slack &&
        point.y >= box.y1 - slack &&
        point.y <= box.y2 + slack,
    )
    .toSorted((a, b) => RANKS[a.outcome] - RANKS[b.outcome] || boxArea(a.box) - boxArea(b.box));
}

/** One of several boxes at a place: `position` of `of`, from 0. */
export interface Turn {
  readonly picked: Picked;
  readonly position: number;
  readonly of: number;
}

/** What a click picks: the first of the hits, or, where it repeats the click before it, the one after `current`. */
export function pickAt(
  hits: readonly PickableBox[],
  { current, repeats }: { readonly current: Picked | null; readonly repeats: boolean },
): Turn | null {
  const at = repeats ? hits.findIndex(({ picked }) => samePick(picked, current)) : -1;
  const position = (at + 1) % Math.max(1, hits.length);
  const hit = hits[position];
  return hit === undefined ? null : { picked: hit.picked, position, of: hits.length };
}

export function samePick(a: Picked | null, b: Picked | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === 'candidate') return b.kind === 'candidate' && a.row === b.row;
  return b.kind === 'groundTruth' && a.index === b.index;
}
