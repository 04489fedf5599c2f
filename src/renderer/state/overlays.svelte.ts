// What is drawn over the inspected image, and what the pointer is on: shared by the picture and the list of its boxes.
import type { PickableBox } from './box-picking.ts';
import type { InspectedImage, Picked } from './inspected-image.svelte.ts';
import { INITIAL_SWITCHES, pickableBoxes, type OverlaySwitches } from './shown-boxes.ts';

export class Overlays {
  switches = $state.raw<OverlaySwitches>(INITIAL_SWITCHES);
  hovered = $state.raw<Picked | null>(null);
  /** The boxes on show. */
  readonly boxes = $derived.by<readonly PickableBox[]>(() => {
    const { outcomes, candidates } = this.#inspected;
    return outcomes === null || candidates === null ? [] : pickableBoxes(outcomes, candidates, this.switches);
  });
  readonly #inspected: Pick<InspectedImage, 'outcomes' | 'candidates'>;

  constructor(inspected: Pick<InspectedImage, 'outcomes' | 'candidates'>) {
    this.#inspected = inspected;
  }

  toggle(key: keyof OverlaySwitches): void {
    this.switches = { ...this.switches, [key]: !this.switches[key] };
  }
}
