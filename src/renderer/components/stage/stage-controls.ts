// What the owner of a stage may ask of it.
import type { Box } from '../../../core/boxes/box.ts';

export interface StageControls {
  /** Shows the whole image. */
  fit(): void;
  /** One image px as one CSS px. */
  actual(): void;
  zoom(factor: number): void;
  /** Moves an enlarged image so that a box (image px) is in view. */
  reveal(box: Box): void;
  /** Zooms to a box (image px). */
  focus(box: Box): void;
  /** The canvas as it is, for saving. */
  snapshot(): HTMLCanvasElement | undefined;
}
