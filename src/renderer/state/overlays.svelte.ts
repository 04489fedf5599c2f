// What is drawn over the inspected image, and what the pointer is on: shared by the picture and the list of its boxes.
import { samePick, type PickableBox } from './box-picking.ts';
import type { InspectedImage, Picked } from './inspected-image.svelte.ts';
import { describePick, INITIAL_SWITCHES, shownBoxes, type OverlaySwitches } from './shown-boxes.ts';

type Inspected = Pick<InspectedImage, 'outcomes' | 'candidates' | 'picked'>;

export class Overlays {
  switches = $state.raw<OverlaySwitches>(INITIAL_SWITCHES);
  hovered = $state.raw<Picked | null>(null);
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
  readonly #inspected: Inspected;

  constructor(inspected: Inspected) {
    this.#inspected = inspected;
  }

  toggle(key: keyof OverlaySwitches): void {
    this.switches = { ...this.switches, [key]: !this.switches[key] };
  }
}
