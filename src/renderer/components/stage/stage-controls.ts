// What the owner of a stage may ask of it.

export interface StageControls {
  /** Shows the whole image. */
  fit(): void;
  /** One image px as one CSS px. */
  actual(): void;
  zoom(factor: number): void;
  /** The canvas as it is, for saving. */
  snapshot(): HTMLCanvasElement | undefined;
}
