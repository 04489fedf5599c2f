// Which pixel grid an annotation was drawn on, judged by the size it states, and the way from there to the upright image.
import type { DatasetProblem } from '../../contract/dataset.ts';
import type { Box, Size } from '../../core/boxes/box.ts';
import type { ImageFacts } from '../images/inspect-image.ts';

/** How annotation pixels become upright image pixels: scale first, then turn. */
export interface AnnotationFrame {
  readonly scaleX: number;
  readonly scaleY: number;
  /** EXIF orientation by which boxes are turned along with the stored pixels; 1 leaves them. */
  readonly turn: number;
  /** Size of the grid after scaling and before turning, px. */
  readonly grid: Size;
  /** What a person should know: code, severity and message. */
  readonly finding?: Pick<DatasetProblem, 'code' | 'severity' | 'message'>;
}

/** Largest relative difference of aspect ratios at which an image counts as the same picture resized. */
const ASPECT_TOLERANCE = 0.01;

const same = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;
const sameAspect = (a: Size, b: Size): boolean =>
  Math.abs((a.width * b.height) / (b.width * a.height) - 1) < ASPECT_TOLERANCE;
const show = ({ width, height }: Size): string => `${width} x ${height}`;

/**
 * Decides the frame of an image's annotation.
 * A stated size equal to the upright image means that boxes were drawn on what viewers show; equal to the stored,
 * un-rotated pixels, that the tool ignored EXIF, so the boxes turn along with the image. A size of the same shape means
 * that the image was resized after annotating, so boxes are scaled. Anything else leaves the boxes as they are.
 */
export function annotationFrame(facts: ImageFacts, stated: Size | undefined): AnnotationFrame {
  const { size: upright, storedSize: stored, orientation } = facts;
  const asIs: AnnotationFrame = { scaleX: 1, scaleY: 1, turn: 1, grid: upright };
  const turns = orientation > 1;
  if (!stated || same(stated, upright)) {
    if (!turns) return asIs;
    // Turns by 180 degrees, mirrors and square images have one size either way; so have annotations without a size.
    const isProven = stated !== undefined && !same(upright, stored);
    const message = isProven
      ? `EXIF orientation ${orientation} was applied; the annotation's size agrees with the upright image.`
      : `EXIF orientation ${orientation} was applied; the boxes are taken to be drawn on the upright image, which nothing in the annotation proves.`;
    return {
      ...asIs,
      finding: { code: 'exif-orientation', severity: isProven ? 'note' : 'warning', message },
    };
  }
  if (turns && same(stated, stored)) return turned(stated, stored, orientation);
  if (sameAspect(stated, upright)) {
    const [scaleX, scaleY] = [upright.width / stated.width, upright.height / stated.height];
    const message = `The annotation states ${show(stated)} px, the image has ${show(upright)}; the boxes were scaled.`;
    return { ...asIs, scaleX, scaleY, finding: { code: 'size-mismatch', severity: 'warning', message } };
  }
  if (turns && sameAspect(stated, stored)) return turned(stated, stored, orientation);
  const message = `The annotation states ${show(stated)} px, the image has ${show(upright)}, another shape; the boxes were left as they are.`;
  return { ...asIs, finding: { code: 'size-mismatch', severity: 'warning', message } };
}

function turned(stated: Size, stored: Size, orientation: number): AnnotationFrame {
  const [scaleX, scaleY] = [stored.width / stated.width, stored.height / stated.height];
  const message =
    `The annotation states ${show(stated)} px, the size before EXIF orientation ${orientation}; ` +
    'the boxes were turned along with the image.';
  const finding = { code: 'exif-orientation', severity: 'warning', message } as const;
  return { scaleX, scaleY, turn: orientation, grid: stored, finding };
}

/**
 * A box on stored pixels, turned as EXIF turns the image.
 * @param box xyxy, stored px
 * @param orientation 1 to 8
 * @param stored size of the stored pixels; 5 to 8 exchange width and height
 */
export function turnBox(box: Box, orientation: number, stored: Size): Box {
  const { x1, y1, x2, y2 } = box;
  const { width: W, height: H } = stored;
  switch (orientation) {
    case 2: // mirrored left to right
      return { x1: W - x2, y1, x2: W - x1, y2 };
    case 3: // half turn
      return { x1: W - x2, y1: H - y2, x2: W - x1, y2: H - y1 };
    case 4: // mirrored top to bottom
      return { x1, y1: H - y2, x2, y2: H - y1 };
    case 5: // mirrored along the main diagonal
      return { x1: y1, y1: x1, x2: y2, y2: x2 };
    case 6: // quarter turn clockwise
      return { x1: H - y2, y1: x1, x2: H - y1, y2: x2 };
    case 7: // mirrored along the other diagonal
      return { x1: H - y2, y1: W - x2, x2: H - y1, y2: W - x1 };
    case 8: // quarter turn counter-clockwise
      return { x1: y1, y1: W - x2, x2: y2, y2: W - x1 };
    default:
      return box;
  }
}
