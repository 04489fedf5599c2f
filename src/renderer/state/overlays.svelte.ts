// What is drawn over the inspected image, and what the pointer is on: shared by the picture and the list of its boxes.
import { samePick, type PickableBox } from './box-picking.ts';
import type { InspectedImage, Picked } from './inspected-image.svelte.ts';
import { describePick, INITIAL_SWITCHES, shownBoxes, type OverlaySwitches } from './shown-boxes.ts';

type Inspected = Pick<InspectedImage, 'outcomes' | 'candidates' | 'picked'>;

export class Overlays {
  switches = $state.raw<OverlaySwitches>(INITIAL_SWITCHES);
  /** What the pointer is on, and in which image. */
  #pointed = $state.raw<{ readonly picked: Picked; readonly imageId: string | undefined } | null>(null);
  readonly #switchedOn = $derived.by<readonly PickableBox[]>(() => {
    const { outcomes, candidates } = this.#inspected;
    return outcomes === null || candidates === null
      ? []
      : shownBoxes({ outcomes, candidates }, this.switches);
  });
  /** The boxes on show: those that are switched on, and the picked one in any case. */
  readonly boxes = $derived.by<readonly PickableBox[]>(() => {
    const { outcomes, candidates, picked } = this.#inspected;
    const shown = this.#switchedOn;
    if (outcomes === null || candidates === null || picked === null) return shown;
    if (shown.some((box) => samePick(box.picked, picked))) return shown;
    const box = describePick(picked, { outcomes, candidates });
    return box === null ? shown : [...shown, box];
  });
  /** The box that the pointer is on, as long as its image is shown and it is on show. */
  readonly #hovered = $derived.by<Picked | null>(() => {
    const pointed = this.#pointed;
    if (pointed === null || pointed.imageId !== this.#imageId) return null;
    return this.boxes.some(({ picked }) => samePick(picked, pointed.picked)) ? pointed.picked : null;
  });
  readonly #inspected: Inspected;

  constructor(inspected: Inspected) {
    this.#inspected = inspected;
  }

  get hovered(): Picked | null {
    return this.#hovered;
  }
  set hovered(picked: Picked | null) {
    this.#pointed = picked === null ? null : { picked, imageId: this.#imageId };
  }

  get #imageId(): string | undefined {
    return this.#inspected.candidates?.table.imageIds[0];
  }

  /** Shows or hides a kind of box; a picked box that is hidden by it is let go. */
  toggle(key: keyof OverlaySwitches): void {
    const isShown = (): boolean =>
      this.#switchedOn.some(({ picked }) => samePick(picked, this.#inspected.picked));
    const wasShown = isShown();
    this.switches = { ...this.switches, [key]: !this.switches[key] };
    if (wasShown && !isShown()) this.#inspected.picked = null;
  }
}
