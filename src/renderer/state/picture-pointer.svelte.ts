// The pointer over a picture with boxes: a label is its box, and clicks at one place go through all that lies there.
import { boxesAt, pickAt, samePick, type PickableBox } from './box-picking.ts';
import type { Picked } from './inspected-image.svelte.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}
/** CSS px of the stage = image px * scale + offset. */
interface View extends Point {
  readonly scale: number;
}
/** A label as it is drawn, CSS px of the stage. */
export interface LabelPlace extends Point {
  readonly width: number;
  readonly height: number;
  readonly picked: Picked;
}
/** What a click said: the how manieth of how many boxes it picked (from 1), and where, in CSS px of the stage. */
export interface PickHint extends Point {
  readonly number: number;
  readonly of: number;
}

/** How near the pointer must come to a box, CSS px. */
const REACH = 3;
/** Two clicks no further apart are at one place, CSS px. */
const SAME_PLACE = 5;

export class PicturePointer {
  /** Where several boxes lie under the last click; gone when the pointer leaves that place. */
  hint = $state.raw<PickHint | null>(null);
  /** The labels on the picture, those above others last: told by whoever draws them. */
  labels: readonly LabelPlace[] = [];
  /** The last click with what lay there: a repeated one goes through the same boxes, though labels have moved since. */
  #lastClick: (Point & { readonly hits: readonly PickableBox[] }) | null = null;
  #lastPick: Picked | null = null;

  /** The box that a click would pick first; at the place of the last click what that picked. @param point image px */
  over(point: Point | null, view: View, boxes: readonly PickableBox[]): Picked | null {
    if (point === null || this.#isElsewhere(toStage(point, view))) this.forget();
    if (point === null) return null;
    return this.#lastPick ?? this.#hits(point, view, boxes)[0]?.picked ?? null;
  }

  /** What a click picks; null where nothing lies. @param point image px @param current what is picked already */
  click(
    point: Point,
    view: View,
    { boxes, current }: { readonly boxes: readonly PickableBox[]; readonly current: Picked | null },
  ): Picked | null {
    const at = toStage(point, view);
    const before = this.#isElsewhere(at) ? null : this.#lastClick;
    const hits =
      before?.hits.filter((hit) => boxes.some(({ picked }) => samePick(picked, hit.picked))) ??
      this.#hits(point, view, boxes);
    const turn = pickAt(hits, { current, repeats: before !== null });
    // A hand that trembles stays where its first click was.
    this.#lastClick = before ?? { ...at, hits };
    this.hint = turn === null || turn.of < 2 ? null : { ...at, number: turn.position + 1, of: turn.of };
    this.#lastPick = turn?.picked ?? null;
    return this.#lastPick;
  }

  /** For another image: the next click is the first at its place. */
  forget(): void {
    this.#lastClick = null;
    this.#lastPick = null;
    this.hint = null;
  }

  #isElsewhere({ x, y }: Point): boolean {
    return this.#lastClick !== null && Math.hypot(x - this.#lastClick.x, y - this.#lastClick.y) > SAME_PLACE;
  }

  #hits(point: Point, view: View, boxes: readonly PickableBox[]): readonly PickableBox[] {
    const hits = boxesAt(boxes, point, REACH / view.scale);
    const { x, y } = toStage(point, view);
    const label = this.labels.findLast(
      (place) => x >= place.x && x <= place.x + place.width && y >= place.y && y <= place.y + place.height,
    );
    const named = boxes.find(({ picked }) => samePick(picked, label?.picked ?? null));
    return named === undefined ? hits : [named, ...hits.filter((hit) => hit !== named)];
  }
}

const toStage = (point: Point, view: View): Point => ({
  x: point.x * view.scale + view.x,
  y: point.y * view.scale + view.y,
});
