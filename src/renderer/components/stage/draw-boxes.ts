// Boxes and their labels on the stage, in the lines that tell outcomes apart.
import type { Box } from '../../../core/boxes/box.ts';
import type { Viewport } from './viewport.ts';

export type BoxStyle = 'gt' | 'tp' | 'fp' | 'missed' | 'suppressed' | 'candidate' | 'ignored';

interface Stroke {
  readonly token: string;
  readonly width: number;
  readonly dash: readonly number[];
  /** Share of the colour that fills the box. */
  readonly fill?: number;
}
const STROKES: Record<BoxStyle, Stroke> = {
  gt: { token: '--image-gt', width: 1.3, dash: [] },
  tp: { token: '--image-tp', width: 1.6, dash: [] },
  fp: { token: '--image-fp', width: 2.8, dash: [] },
  missed: { token: '--image-fn', width: 2, dash: [7, 4] },
  suppressed: { token: '--image-sup', width: 1.4, dash: [1.5, 3] },
  candidate: { token: '--image-candidate', width: 1, dash: [] },
  ignored: { token: '--image-gt', width: 1, dash: [2, 4] },
};
const LABEL_FONT = '600 11.5px Inter, system-ui, "DejaVu Sans", sans-serif';
const LABEL_HEIGHT = 16;

/** Reads the image colours from the tokens: they are the same in every theme. */
const colours = new Map<string, string>();
export function imageColour(token: string): string {
  let colour = colours.get(token);
  if (colour === undefined) {
    colour = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
    colours.set(token, colour);
  }
  return colour;
}

export interface BoxOptions {
  readonly emphasis?: boolean;
  /** Opacity of the line, in [0, 1]. */
  readonly opacity?: number;
  /** The place of a box that is not here. */
  readonly absent?: boolean;
}
/** Line and gap of an absent box, px. */
const ABSENT_DASH = [8, 5];

/** Strokes one box. A dark line lies under the coloured one, so that it stands out from any picture. */
export function drawBox(
  context: CanvasRenderingContext2D,
  view: Viewport,
  box: Box,
  style: BoxStyle,
  { emphasis = false, opacity = 1, absent = false }: BoxOptions = {},
): void {
  const stroke = STROKES[style];
  const x = box.x1 * view.scale + view.x;
  const y = box.y1 * view.scale + view.y;
  const width = (box.x2 - box.x1) * view.scale;
  const height = (box.y2 - box.y1) * view.scale;
  const colour = imageColour(stroke.token);
  context.save();
  context.globalAlpha = opacity;
  if (emphasis) {
    context.fillStyle = colour;
    context.globalAlpha = 0.16;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }
  context.setLineDash(absent ? ABSENT_DASH : [...stroke.dash]);
  const lineWidth = stroke.width + (emphasis ? 1 : 0);
  if (style !== 'candidate') {
    context.strokeStyle = imageColour('--image-ink');
    context.globalAlpha = 0.3 * opacity;
    context.lineWidth = lineWidth + 1.2;
    context.strokeRect(x, y, width, height);
    context.globalAlpha = opacity;
  }
  context.strokeStyle = colour;
  context.lineWidth = lineWidth;
  context.strokeRect(x, y, width, height);
  context.restore();
}

/**
 * Strokes many boxes of one style and opacity at once: what a picture with thousands of candidates needs to stay smooth. Boxes
 * that lie off the stage are left out.
 */
export function drawManyBoxes(
  context: CanvasRenderingContext2D,
  view: Viewport,
  boxes: readonly Box[],
  style: BoxStyle,
  opacity: number,
): void {
  const stroke = STROKES[style];
  const { width, height } = context.canvas;
  context.save();
  context.beginPath();
  for (const { x1, y1, x2, y2 } of boxes) {
    const x = x1 * view.scale + view.x;
    const y = y1 * view.scale + view.y;
    const right = x2 * view.scale + view.x;
    const bottom = y2 * view.scale + view.y;
    if (right < 0 || bottom < 0 || x > width || y > height) continue;
    context.rect(x, y, right - x, bottom - y);
  }
  context.setLineDash([...stroke.dash]);
  context.strokeStyle = imageColour(stroke.token);
  context.lineWidth = stroke.width;
  context.globalAlpha = opacity;
  context.stroke();
  context.restore();
}

export interface BoxLabel {
  readonly box: Box;
  readonly text: string;
  readonly style: BoxStyle;
  /** Written even where another label is in the way. */
  readonly insistent?: boolean;
}

/** A label where it was written, CSS px of the stage. */
export interface WrittenLabel<L extends BoxLabel> {
  readonly label: L;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Writes labels at the upper edge of their boxes, inside where there is no room above or at the right. The first come first:
 * a label that would cover an earlier one is left out, unless it insists, and so is that of a box beside the stage.
 * @returns those that were written, in that order: of two that overlap the later lies on top
 */
export function drawLabels<L extends BoxLabel>(
  context: CanvasRenderingContext2D,
  view: Viewport,
  labels: readonly L[],
  stageWidth: number,
): readonly WrittenLabel<L>[] {
  const written: WrittenLabel<L>[] = [];
  context.save();
  context.font = LABEL_FONT;
  context.textBaseline = 'middle';
  for (const label of labels) {
    const { box, text, style, insistent = false } = label;
    const width = context.measureText(text).width + 8;
    const top = box.y1 * view.scale + view.y;
    const isBeside = box.x1 * view.scale + view.x > stageWidth || box.x2 * view.scale + view.x < 0;
    if (isBeside) continue;
    const x = Math.max(0, Math.min(box.x1 * view.scale + view.x - 1, stageWidth - width));
    const y = top >= LABEL_HEIGHT ? top - LABEL_HEIGHT - 1 : top + 2;
    const covers = written.some(
      (other) => x < other.x + other.width && other.x < x + width && Math.abs(other.y - y) < LABEL_HEIGHT,
    );
    if (covers && !insistent) continue;
    written.push({ label, x, y, width, height: LABEL_HEIGHT });
    context.fillStyle = imageColour(STROKES[style].token);
    context.fillRect(x, y, width, LABEL_HEIGHT);
    context.fillStyle = imageColour('--image-ink');
    context.fillText(text, x + 4, y + LABEL_HEIGHT / 2 + 0.5);
  }
  context.restore();
  return written;
}
