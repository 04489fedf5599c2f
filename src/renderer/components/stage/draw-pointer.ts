// Where the pointer is over another stage that shows the same image: a cross with an open middle, which hides no pixel.
import { imageColour } from './draw-boxes.ts';
import type { Point, Viewport } from './viewport.ts';

/** From the middle to the beginning and the end of each arm, CSS px. */
const ARM = [4, 13] as const;
const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** @param point image px */
export function drawPointer(context: CanvasRenderingContext2D, view: Viewport, point: Point): void {
  const x = point.x * view.scale + view.x;
  const y = point.y * view.scale + view.y;
  context.save();
  context.beginPath();
  for (const [dx, dy] of DIRECTIONS) {
    context.moveTo(x + dx * ARM[0], y + dy * ARM[0]);
    context.lineTo(x + dx * ARM[1], y + dy * ARM[1]);
  }
  for (const [token, width] of [
    ['--image-ink', 4],
    ['--image-gt', 1.6],
  ] as const) {
    context.strokeStyle = imageColour(token);
    context.lineWidth = width;
    context.stroke();
  }
  context.restore();
}
