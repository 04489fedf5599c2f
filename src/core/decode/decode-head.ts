// The one decode: raw head output of one image to candidate rows in image px.
import { channelLayout, channelsPerAnchor } from '../network/layer.ts';
import type { HeadShape } from '../network/shapes.ts';
import { toImage, type Letterbox } from '../letterbox/letterbox.ts';
import type { CandidateTable } from './candidate-table.ts';

/** Lower bound of a predicted standard deviation, so that likelihoods stay finite (in units of the regression target). */
export const SIGMA_FLOOR = 0.02;
/** Size logits are cut here before exp: e^8 anchors is larger than any image. */
export const SIZE_LOGIT_LIMIT = 8;

/** Logistic function; the only one, for logits outside tensors. */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The logit of a probability in (0, 1). */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** Collects candidate rows image by image and hands them over as one table. */
export interface CandidateBuilder {
  /**
   * Adds the candidates of one image from one head.
   * @param logits [gridHeight, gridWidth, anchors, channels] float32, logits.
   */
  addHead(logits: Float32Array, head: HeadShape, branch: number, letterbox: Letterbox): void;
  /** Begins an image; images without candidates are listed too. */
  beginImage(imageId: string): void;
  /** Cells and anchors that were left out because a logit of theirs is no number, by imageId; only images that have any. */
  readonly notANumber: ReadonlyMap<string, number>;
  build(): CandidateTable;
}

/** The table's columns while rows are added. */
interface GrowingColumns {
  readonly image: number[];
  readonly x1: number[];
  readonly y1: number[];
  readonly x2: number[];
  readonly y2: number[];
  readonly objectness: number[];
  readonly classIndex: number[];
  readonly classProbability: number[];
  readonly sigma: number[];
  readonly sideSigma: number[];
  readonly branch: number[];
  readonly anchor: number[];
  readonly row: number[];
  readonly column: number[];
}

const emptyColumns = (): GrowingColumns => ({
  image: [],
  x1: [],
  y1: [],
  x2: [],
  y2: [],
  objectness: [],
  classIndex: [],
  classProbability: [],
  sigma: [],
  sideSigma: [],
  branch: [],
  anchor: [],
  row: [],
  column: [],
});

/** One image's output of one head. */
interface HeadOutput {
  readonly image: number;
  readonly logits: Float32Array;
  readonly head: HeadShape;
  readonly branch: number;
  readonly letterbox: Letterbox;
}

/**
 * @param scoreFloor candidates whose objectness x class probability stays below are dropped, in [0, 1). A Gaussian head's sigma
 * takes no part in this, so that scores can be taken with and without it afterwards.
 */
export function createCandidateBuilder(scoreFloor: number): CandidateBuilder {
  const imageIds: string[] = [];
  const columns = emptyColumns();
  const notANumber = new Map<string, number>();
  let gaussian = false;
  return {
    notANumber,
    beginImage: (imageId) => {
      imageIds.push(imageId);
    },
    addHead: (logits, head, branch, letterbox) => {
      gaussian = head.layer.gaussian;
      const output = { image: imageIds.length - 1, logits, head, branch, letterbox };
      const leftOut = addHeadRows(columns, output, scoreFloor);
      if (leftOut === 0) return;
      const imageId = imageIds.at(-1)!;
      notANumber.set(imageId, (notANumber.get(imageId) ?? 0) + leftOut);
    },
    build: () => ({
      length: columns.image.length,
      imageIds,
      image: Uint32Array.from(columns.image),
      x1: Float32Array.from(columns.x1),
      y1: Float32Array.from(columns.y1),
      x2: Float32Array.from(columns.x2),
      y2: Float32Array.from(columns.y2),
      objectness: Float32Array.from(columns.objectness),
      classIndex: Uint16Array.from(columns.classIndex),
      classProbability: Float32Array.from(columns.classProbability),
      sigma: gaussian ? Float32Array.from(columns.sigma) : null,
      sideSigma: gaussian ? Float32Array.from(columns.sideSigma) : null,
      branch: Uint8Array.from(columns.branch),
      anchor: Uint8Array.from(columns.anchor),
      row: Uint16Array.from(columns.row),
      column: Uint16Array.from(columns.column),
    }),
  };
}

/** Rows of all cells and anchors that reach the floor. @returns how many were left out because they are no numbers */
function addHeadRows(columns: GrowingColumns, output: HeadOutput, scoreFloor: number): number {
  const { logits, head } = output;
  const { anchors, gaussian } = head.layer;
  const channels = channelsPerAnchor(head.layer);
  const layout = channelLayout(gaussian);
  // Nearly all candidates are dropped here, before anything is computed from them.
  const objectnessFloor = scoreFloor > 0 ? logit(scoreFloor) : -Infinity;
  let notANumber = 0;
  for (let cell = 0, at = 0; cell < head.gridHeight * head.gridWidth; cell++)
    for (let anchor = 0; anchor < anchors.length; anchor++, at += channels) {
      const objectnessLogit = logits[at + layout.objectness]!;
      if (objectnessLogit < objectnessFloor) continue;
      if (holdsNaN(logits, at, at + channels)) notANumber++;
      else
        addClassRows(columns, output, { cell, anchor, at, objectness: sigmoid(objectnessLogit) }, scoreFloor);
    }
  return notANumber;
}

function holdsNaN(values: Float32Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (Number.isNaN(values[i]!)) return true;
  return false;
}

/** A cell and anchor, and what all of its classes share. */
interface Place {
  readonly cell: number;
  readonly anchor: number;
  /** Index of its first logit. */
  readonly at: number;
  readonly objectness: number;
}

function addClassRows(
  columns: GrowingColumns,
  { image, logits, head, branch, letterbox }: HeadOutput,
  { cell, anchor, at, objectness }: Place,
  scoreFloor: number,
): void {
  const { classes, gaussian } = head.layer;
  const layout = channelLayout(gaussian);
  const row = Math.floor(cell / head.gridWidth);
  const column = cell % head.gridWidth;
  const box = decodeBox(logits, at, head, anchor, row, column, letterbox);
  if (!(box.x2 > box.x1 && box.y2 > box.y1)) return;
  for (let c = 0; c < classes; c++) {
    const probability = sigmoid(logits[at + layout.classes + c]!);
    if (!(objectness * probability >= scoreFloor)) continue;
    columns.image.push(image);
    columns.x1.push(box.x1);
    columns.y1.push(box.y1);
    columns.x2.push(box.x2);
    columns.y2.push(box.y2);
    columns.objectness.push(objectness);
    columns.classIndex.push(c);
    columns.classProbability.push(probability);
    columns.branch.push(branch);
    columns.anchor.push(anchor);
    columns.row.push(row);
    columns.column.push(column);
    if (!gaussian) continue;
    const sigma = [0, 1, 2, 3].map((s) => sigmaOf(logits[at + layout.sigma + s]!));
    columns.sigma.push(...sigma);
    columns.sideSigma.push(...sideSigmas(sigma, box, head.stride / letterbox.scale));
  }
}

/** Standard deviation of a regression target from its logit, in [SIGMA_FLOOR, 1). */
function sigmaOf(value: number): number {
  return SIGMA_FLOOR + (1 - SIGMA_FLOOR) * sigmoid(value);
}

/** Standard deviations of the vertical and of the horizontal sides, px (see `CandidateTable.sideSigma`). @param cell its side, px */
function sideSigmas(
  [x, y, w, h]: readonly number[],
  box: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number },
  cell: number,
): [number, number] {
  return [
    Math.hypot(x! * cell, (w! * (box.x2 - box.x1)) / 2),
    Math.hypot(y! * cell, (h! * (box.y2 - box.y1)) / 2),
  ];
}

/** Centre = (cell + scale * sigmoid(t) - (scale - 1) / 2) * stride; size = anchor * exp(t) (YOLOv3 paper 2.1, Darknet's scale_x_y). */
function decodeBox(
  logits: Float32Array,
  at: number,
  head: HeadShape,
  anchorIndex: number,
  row: number,
  column: number,
  letterbox: Letterbox,
) {
  const { anchors, scaleXY } = head.layer;
  const anchor = anchors[anchorIndex]!;
  const centre = (value: number, cell: number) =>
    (cell + scaleXY * sigmoid(value) - (scaleXY - 1) / 2) * head.stride;
  const cx = centre(logits[at]!, column);
  const cy = centre(logits[at + 1]!, row);
  const halfWidth = (anchor.width * Math.exp(Math.min(logits[at + 2]!, SIZE_LOGIT_LIMIT))) / 2;
  const halfHeight = (anchor.height * Math.exp(Math.min(logits[at + 3]!, SIZE_LOGIT_LIMIT))) / 2;
  const box = toImage(letterbox, {
    x1: cx - halfWidth,
    y1: cy - halfHeight,
    x2: cx + halfWidth,
    y2: cy + halfHeight,
  });
  const { width, height } = letterbox.image;
  return {
    x1: Math.max(0, Math.min(width, box.x1)),
    y1: Math.max(0, Math.min(height, box.y1)),
    x2: Math.max(0, Math.min(width, box.x2)),
    y2: Math.max(0, Math.min(height, box.y2)),
  };
}
