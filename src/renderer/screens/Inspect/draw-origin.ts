// Where a picked box comes from, over the image: its grid cell and its anchor to scale; and lines between boxes.
import type { EvaluationImage } from '../../../contract/evaluation-calls.ts';
import type { Box } from '../../../core/boxes/box.ts';
import type { CandidateTable } from '../../../core/decode/candidate-table.ts';
import { createLetterbox, toImage } from '../../../core/letterbox/letterbox.ts';
import { imageColour } from '../../components/stage/draw-boxes.ts';
import type { Viewport } from '../../components/stage/viewport.ts';

/** The cell in its branch's colour, and the anchor dashed around the cell's centre. */
export function drawAnchor(
  context: CanvasRenderingContext2D,
  view: Viewport,
  image: EvaluationImage,
  table: CandidateTable,
  row: number,
): void {
  const branch = image.branches[table.branch[row]!];
  const anchor = branch?.anchors[table.anchor[row]!];
  if (branch === undefined || anchor === undefined) return;
  const { stride } = branch;
  const [width, height] = anchor;
  const letterbox = createLetterbox(image.record, image.input);
  const x = table.column[row]! * stride;
  const y = table.row[row]! * stride;
  const cell = toImage(letterbox, { x1: x, y1: y, x2: x + stride, y2: y + stride });
  const shape = toImage(letterbox, {
    x1: x + (stride - width) / 2,
    y1: y + (stride - height) / 2,
    x2: x + (stride + width) / 2,
    y2: y + (stride + height) / 2,
  });
  context.save();
  context.strokeStyle = imageColour('--image-gt');
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.globalAlpha = 0.75;
  strokeBox(context, view, shape);
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.strokeStyle = imageColour(`--image-branch-${stride}`);
  context.lineWidth = 1.6;
  strokeBox(context, view, cell);
  context.restore();
}

/** The square of the image that a cell sees in theory, as a thin frame in its branch's colour. */
export function drawReceptiveField(
  context: CanvasRenderingContext2D,
  view: Viewport,
  image: EvaluationImage,
  table: CandidateTable,
  row: number,
): void {
  const branch = image.branches[table.branch[row]!];
  if (branch === undefined) return;
  const { stride, receptiveField } = branch;
  const letterbox = createLetterbox(image.record, image.input);
  const x = (table.column[row]! + 0.5) * stride;
  const y = (table.row[row]! + 0.5) * stride;
  const half = receptiveField / 2;
  context.save();
  const field = toImage(letterbox, { x1: x - half, y1: y - half, x2: x + half, y2: y + half });
  // A dark line below the coloured one: it runs over pictures and over the stage of either theme.
  for (const [token, width, opacity] of [
    ['--image-ink', 3, 0.55],
    [`--image-branch-${stride}`, 1.2, 1],
  ] as const) {
    context.strokeStyle = imageColour(token);
    context.globalAlpha = opacity;
    context.lineWidth = width;
    context.setLineDash([8, 5]);
    strokeBox(context, view, field);
  }
  context.restore();
}

/** One standard deviation to both sides of each side, as bands. @param sigma of vertical and horizontal sides, image px */
export function drawSigma(
  context: CanvasRenderingContext2D,
  view: Viewport,
  { x1, y1, x2, y2 }: Box,
  [sigmaX, sigmaY]: readonly [number, number],
): void {
  context.save();
  context.fillStyle = imageColour('--image-candidate');
  context.globalAlpha = 0.35;
  const band = (left: number, top: number, right: number, bottom: number): void =>
    context.fillRect(
      left * view.scale + view.x,
      top * view.scale + view.y,
      (right - left) * view.scale,
      (bottom - top) * view.scale,
    );
  for (const x of [x1, x2]) band(x - sigmaX, y1, x + sigmaX, y2);
  for (const y of [y1, y2]) band(x1, y - sigmaY, x2, y + sigmaY);
  context.restore();
}

/** A line between the centres of a suppressed box and the one that suppressed it. */
export function drawLink(context: CanvasRenderingContext2D, view: Viewport, from: Box, to: Box): void {
  context.save();
  context.strokeStyle = imageColour('--image-sup');
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(...centre(view, from));
  context.lineTo(...centre(view, to));
  context.stroke();
  context.restore();
}

function strokeBox(context: CanvasRenderingContext2D, view: Viewport, box: Box): void {
  context.strokeRect(
    box.x1 * view.scale + view.x,
    box.y1 * view.scale + view.y,
    (box.x2 - box.x1) * view.scale,
    (box.y2 - box.y1) * view.scale,
  );
}

const centre = (view: Viewport, { x1, y1, x2, y2 }: Box): [number, number] => [
  ((x1 + x2) / 2) * view.scale + view.x,
  ((y1 + y2) / 2) * view.scale + view.y,
];
