// The one set of checks that boxes of every format pass: unit, orientation, clipping, size and duplicates.
import type { DatasetProblem } from '../../contract/dataset.ts';
import { boxArea, type Box, type Size } from '../../core/boxes/box.ts';
import { boxIou } from '../../core/boxes/iou.ts';
import type { GroundTruth } from '../../core/matching/detection.ts';
import type { ImageFacts } from '../images/inspect-image.ts';
import { annotationFrame, type AnnotationFrame } from './annotation-frame.ts';
import { toUprightPixels } from './annotation-units.ts';
import type { RawBox, RawImage } from './raw-dataset.ts';

/** A box keeps its place if at least this much of it lies in the image, px each way. */
const SMALLEST_SIDE = 1;
/** Rounding of label files: six decimals of a large image. */
const ROUNDING = 0.01;
/** Overhang up to this is off-by-one habit, beyond it a mistake, px. */
const SMALL_OVERHANG = 1;
/** Two boxes of one class above this overlap are one object annotated twice. */
const NEAR_DUPLICATE_IOU = 0.95;
/** The finest head's cell at the usual input size, input px: objects below it share cells and are easily missed. */
const FINEST_STRIDE = 8;
const USUAL_INPUT = 416;

export interface CheckedBoxes {
  readonly groundTruth: GroundTruth[];
  readonly problems: DatasetProblem[];
}

interface CheckedBox {
  readonly truth: GroundTruth;
  readonly raw: RawBox;
}

/** Boxes of an image in upright image px, clipped; what was dropped or changed is listed. */
export function checkBoxes(raw: RawImage, facts: ImageFacts): CheckedBoxes {
  const file = raw.labelFile ?? raw.image.file;
  const problems: DatasetProblem[] = [];
  const report = (
    box: RawBox | undefined,
    finding: Pick<DatasetProblem, 'code' | 'severity' | 'message'>,
  ): void => {
    const line = box?.line === undefined ? {} : { line: box.line };
    problems.push({ ...finding, file, ...line, imageId: raw.image.id });
  };
  const frame = annotationFrame(facts, raw.annotationSize);
  if (frame.finding && (raw.boxes.length > 0 || frame.finding.code === 'size-mismatch')) {
    report(undefined, frame.finding);
  }
  const kept: CheckedBox[] = [];
  for (const box of raw.boxes) {
    const result = placeBox(box, frame, facts.size);
    if (result.finding) report(box, result.finding);
    if (result.box) kept.push({ raw: box, truth: toGroundTruth(box, result.box, frame) });
  }
  const unique = withoutDuplicates(kept, report);
  const polygons = raw.boxes.filter(({ fromPolygon }) => fromPolygon);
  if (polygons.length > 0) {
    const message = `${polygons.length} of ${raw.boxes.length} annotations are polygons; the smallest boxes around them are used.`;
    report(polygons[0], { code: 'polygon-converted', severity: 'note', message });
  }
  const cell = FINEST_STRIDE * Math.max(1, Math.max(facts.size.width, facts.size.height) / USUAL_INPUT);
  const tiny = unique.filter(({ truth: { box } }) => Math.min(box.x2 - box.x1, box.y2 - box.y1) < cell);
  if (tiny.length > 0) {
    const message = `${tiny.length} of ${unique.length} boxes are narrower than one cell (${FINEST_STRIDE} px) of the finest head at an input of ${USUAL_INPUT} px.`;
    report(tiny[0]!.raw, { code: 'box-tiny', severity: 'note', message });
  }
  return { groundTruth: unique.map(({ truth }) => truth), problems };
}

interface Placed {
  readonly box?: Box;
  readonly finding?: Pick<DatasetProblem, 'code' | 'severity' | 'message'>;
}

/** One box in upright image px, clipped; without `box` where it is dropped. */
function placeBox(raw: RawBox, frame: AnnotationFrame, size: Size): Placed {
  const label = () => `${raw.className} box${raw.name ? ` (${raw.name})` : ''} ${describe(raw)}`;
  const { x1, y1, x2, y2 } = raw.corners;
  if (x2 <= x1 || y2 <= y1) {
    const how = x2 < x1 || y2 < y1 ? 'its corners are in the wrong order' : 'it has no area';
    return {
      finding: { code: 'box-zero-area', severity: 'error', message: `${label()}: ${how}; left out.` },
    };
  }
  const box = toUprightPixels(raw, frame);
  if (isBelowOnePixel(box)) {
    const message = `${label()} is smaller than one pixel (${sizeOf(box)} px); left out.`;
    return { finding: { code: 'box-zero-area', severity: 'error', message } };
  }
  const clipped = {
    x1: Math.min(Math.max(box.x1, 0), size.width),
    y1: Math.min(Math.max(box.y1, 0), size.height),
    x2: Math.min(Math.max(box.x2, 0), size.width),
    y2: Math.min(Math.max(box.y2, 0), size.height),
  };
  if (isBelowOnePixel(clipped)) {
    const message = `${label()} lies outside the image of ${size.width} x ${size.height} px; left out.`;
    return { finding: { code: 'box-outside', severity: 'error', message } };
  }
  const overhang = Math.max(-box.x1, -box.y1, box.x2 - size.width, box.y2 - size.height);
  if (overhang <= ROUNDING) return { box: clipped };
  const message = `${label()} reaches ${round(overhang)} px beyond the image of ${size.width} x ${size.height} px; clipped.`;
  const severity = overhang <= SMALL_OVERHANG + ROUNDING ? 'note' : 'warning';
  return { box: clipped, finding: { code: 'box-clipped', severity, message } };
}

function isBelowOnePixel({ x1, y1, x2, y2 }: Box): boolean {
  return Math.min(x2 - x1, y2 - y1) < SMALLEST_SIDE - ROUNDING;
}

function toGroundTruth(raw: RawBox, box: Box, { scaleX, scaleY }: AnnotationFrame): GroundTruth {
  const area = raw.area === undefined ? boxArea(box) : raw.area * scaleX * scaleY;
  return { box, classIndex: raw.classIndex, area, ...(raw.ignore ? { ignore: raw.ignore } : {}) };
}

/** Removes exact repeats and flags near ones. */
function withoutDuplicates(
  boxes: readonly CheckedBox[],
  report: (box: RawBox, finding: Pick<DatasetProblem, 'code' | 'severity' | 'message'>) => void,
): CheckedBox[] {
  const kept: CheckedBox[] = [];
  for (const candidate of boxes) {
    const { raw, truth } = candidate;
    const twin = kept.find(
      (other) =>
        other.truth.classIndex === truth.classIndex &&
        other.truth.ignore === truth.ignore &&
        boxIou(other.truth.box, truth.box) > NEAR_DUPLICATE_IOU,
    );
    const where = twin && placeOf(twin.raw);
    if (twin && isSameBox(twin.truth.box, truth.box)) {
      const message = `${raw.className} box ${describe(raw)} repeats ${where ?? ''}; one is kept.`;
      report(raw, { code: 'box-duplicate', severity: 'warning', message });
      continue;
    }
    kept.push(candidate);
    if (!twin) continue;
    const iou = round(boxIou(twin.truth.box, truth.box));
    const message = `${raw.className} box ${describe(raw)} overlaps ${where ?? ''} by an IoU of ${iou}; both are kept.`;
    report(raw, { code: 'box-near-duplicate', severity: 'warning', message });
  }
  return kept;
}

function isSameBox(a: Box, b: Box): boolean {
  return Math.max(...(['x1', 'y1', 'x2', 'y2'] as const).map((key) => Math.abs(a[key] - b[key]))) < 1e-6;
}

function placeOf({ line, name }: RawBox): string {
  return name ?? (line === undefined ? 'another box' : `line ${line}`);
}

/** A box's numbers as the file means them. */
function describe({ corners: { x1, y1, x2, y2 } }: RawBox): string {
  return `(${[x1, y1, x2, y2].map(round).join(', ')})`;
}

function sizeOf({ x1, y1, x2, y2 }: Box): string {
  return `${round(x2 - x1)} x ${round(y2 - y1)}`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
