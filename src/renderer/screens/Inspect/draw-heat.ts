// Objectness over the image: each cell in its branch's colour, the fuller the likelier.
import type { EvaluationImage } from '../../../contract/evaluation-calls.ts';
import { createLetterbox, toImage } from '../../../core/letterbox/letterbox.ts';
import { imageColour } from '../../components/stage/draw-boxes.ts';
import type { Viewport } from '../../components/stage/viewport.ts';
import type { HeatGrid } from '../../state/heat-map.svelte.ts';

/** Cells below this are left clear, so that the picture stays in sight. */
const FAINTEST = 0.02;
/** Opacity of certainty. */
const FULLEST = 0.85;

/** Fills the cells of the grid. Opacity goes with the square root of the probability: weak ones are what one looks for. */
export function drawHeat(
  context: CanvasRenderingContext2D,
  view: Viewport,
  image: EvaluationImage,
  { stride, gridWidth, gridHeight, values }: HeatGrid,
): void {
  const letterbox = createLetterbox(image.record, image.input);
  const { width, height } = image.record;
  context.save();
  context.beginPath();
  context.rect(view.x, view.y, width * view.scale, height * view.scale);
  context.clip();
  context.fillStyle = imageColour(`--image-branch-${stride}`);
  for (let row = 0; row < gridHeight; row++) {
    for (let column = 0; column < gridWidth; column++) {
      const value = values[row * gridWidth + column]!;
      if (!(value >= FAINTEST)) continue;
      const cell = toImage(letterbox, {
        x1: column * stride,
        y1: row * stride,
        x2: (column + 1) * stride,
        y2: (row + 1) * stride,
      });
      context.globalAlpha = FULLEST * Math.sqrt(value);
      context.fillRect(
        cell.x1 * view.scale + view.x,
        cell.y1 * view.scale + view.y,
        (cell.x2 - cell.x1) * view.scale,
        (cell.y2 - cell.y1) * view.scale,
      );
    }
  }
  context.restore();
}
