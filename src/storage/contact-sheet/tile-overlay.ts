// One tile of a contact sheet as SVG: frame, boxes over the picture, rank, caption.
import type { Box } from '../../core/boxes/box.ts';
import type { ContactSheetTheme, ContactSheetTile } from './contact-sheet.ts';
import { estimateTextWidth, fitText, type TextStyle } from './fit-text.ts';
import { CAPTION_HEIGHT, type Place } from './sheet-layout.ts';
import { svgText } from './svg-text.ts';
import type { CropSquare } from './tile-picture.ts';

/** A tile and what is known about its picture. */
export interface TileDrawing {
  readonly tile: ContactSheetTile;
  readonly crop: CropSquare;
  readonly place: Place;
  /** Side of the picture, px of the sheet. */
  readonly side: number;
  /** One-based position in the list. */
  readonly rank: number;
  /** Set when the file could not be read: why, in a few words. */
  readonly failure?: string;
}

const CORNER = 6;
const PADDING = 10;
const LABEL: TextStyle = { size: 14, bold: true };
const LABEL_BASELINE = 21;
const KIND: TextStyle = { size: 12 };
const NAME: TextStyle = { size: 12 };
const NAME_BASELINE = 40;
const RANK: TextStyle = { size: 11, bold: true };
const RANK_HEIGHT = 18;
const RANK_INSET = 8;
const RANK_PADDING = 6;
const FALSE_POSITIVE_WIDTH = 3;
const GROUND_TRUTH_WIDTH = 1.5;
/** Dark line below a coloured one, wider by this on both sides, px. */
const CASING = 1;
const CASING_OPACITY = 0.42;
const BOX_CORNER = 1.5;

/** A rectangle drawn around a box given in px of the picture. */
function drawBox(box: Box, colour: string, width: number, theme: ContactSheetTheme): string {
  const shape = `x="${box.x1.toFixed(1)}" y="${box.y1.toFixed(1)}" width="${Math.max(1, box.x2 - box.x1).toFixed(1)}" height="${Math.max(1, box.y2 - box.y1).toFixed(1)}" rx="${BOX_CORNER}" fill="none"`;
  return (
    `<rect ${shape} stroke="${theme.ink}" stroke-opacity="${CASING_OPACITY}" stroke-width="${width + 2 * CASING}"/>` +
    `<rect ${shape} stroke="${colour}" stroke-width="${width}"/>`
  );
}

/** Image px to px of the picture. */
function toPicture(box: Box, crop: CropSquare, side: number): Box {
  const scale = side / crop.side;
  return {
    x1: (box.x1 - crop.x) * scale,
    y1: (box.y1 - crop.y) * scale,
    x2: (box.x2 - crop.x) * scale,
    y2: (box.y2 - crop.y) * scale,
  };
}

function drawBoxes({ tile, crop, side }: TileDrawing, theme: ContactSheetTheme): string {
  const groundTruth = (tile.groundTruth ?? []).map((box) =>
    drawBox(toPicture(box, crop, side), theme.groundTruth, GROUND_TRUTH_WIDTH, theme),
  );
  const box = toPicture(tile.box, crop, side);
  return groundTruth.join('') + drawBox(box, theme.falsePositive, FALSE_POSITIVE_WIDTH, theme);
}

function drawFailure({ side, failure = '' }: TileDrawing, theme: ContactSheetTheme): string {
  const text = fitText(failure, side - 2 * PADDING, KIND);
  return (
    `<rect width="${side}" height="${side}" fill="${theme.stage}"/>` +
    svgText(text, side / 2, side / 2, KIND, theme.dim, 'middle')
  );
}

function drawRank({ rank }: TileDrawing, theme: ContactSheetTheme): string {
  const text = String(rank);
  const width = Math.max(RANK_HEIGHT, estimateTextWidth(text, RANK) + 2 * RANK_PADDING);
  return (
    `<rect x="${RANK_INSET}" y="${RANK_INSET}" width="${width}" height="${RANK_HEIGHT}" rx="4" fill="${theme.ink}" fill-opacity="0.72"/>` +
    svgText(text, RANK_INSET + width / 2, RANK_INSET + 13, RANK, theme.text, 'middle')
  );
}

function drawCaption({ tile, side }: TileDrawing, theme: ContactSheetTheme): string {
  const room = side - 2 * PADDING;
  const label = fitText(tile.label, room - estimateTextWidth(tile.kind, KIND) - PADDING, LABEL);
  // The end of a path tells images apart.
  const name = fitText(tile.imageId, room, NAME, 'end');
  return (
    svgText(label, PADDING, side + LABEL_BASELINE, LABEL, theme.text) +
    svgText(tile.kind, side - PADDING, side + LABEL_BASELINE, KIND, theme.falsePositive, 'end') +
    svgText(name, PADDING, side + NAME_BASELINE, NAME, theme.dim)
  );
}

/** Covers the corners outside a rounded rectangle with the sheet's ground, and draws its border. */
function drawFrame(width: number, height: number, theme: ContactSheetTheme): string {
  const right = width - CORNER;
  const bottom = height - CORNER;
  const arc = `a${CORNER} ${CORNER} 0 0 1`;
  const inside = `M${CORNER} 0H${right}${arc} ${CORNER} ${CORNER}V${bottom}${arc} -${CORNER} ${CORNER}H${CORNER}${arc} -${CORNER} -${CORNER}V${CORNER}${arc} ${CORNER} -${CORNER}Z`;
  return (
    `<path d="M-1 -1H${width + 1}V${height + 1}H-1Z ${inside}" fill="${theme.background}" fill-rule="evenodd"/>` +
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="${CORNER}" fill="none" stroke="${theme.line}"/>`
  );
}

/** A tile as SVG; its picture shows through from below. */
export function drawTile(drawing: TileDrawing, theme: ContactSheetTheme): string {
  const { place, side, failure } = drawing;
  const picture = failure === undefined ? drawBoxes(drawing, theme) : drawFailure(drawing, theme);
  return [
    `<g transform="translate(${place.x} ${place.y})">`,
    `<svg width="${side}" height="${side}" overflow="hidden">${picture}</svg>`,
    `<rect y="${side}" width="${side}" height="${CAPTION_HEIGHT}" fill="${theme.panel}"/>`,
    drawRank(drawing, theme),
    drawCaption(drawing, theme),
    drawFrame(side, side + CAPTION_HEIGHT, theme),
    '</g>',
  ].join('');
}
