// What marks change in the ground truth: one rule for evaluation, training and label files.
import { boxArea } from '../boxes/box.ts';
import { boxIou } from '../boxes/iou.ts';
import type { GroundTruth } from '../matching/detection.ts';
import type { Mark, NewMark } from './mark.ts';

/** A mark and the ground truth that it adds. */
export interface MarkedObject {
  readonly mark: Mark;
  readonly object: GroundTruth;
}

/** Label files keep whole pixels (Pascal VOC) or few decimals: a box that was written and read again moves by less. */
const ROUNDING_PX = 1;
/** Above this overlap two boxes of one class are one object, whatever their size; the readers' limit for near-duplicates. */
const SAME_OBJECT_IOU = 0.95;

/** Whether two boxes are one, but for rounding. Image px. */
function isSameBox(a: NewMark['box'], b: NewMark['box']): boolean {
  const sides = [a.x1 - b.x1, a.y1 - b.y1, a.x2 - b.x2, a.y2 - b.y2];
  return sides.every((side) => Math.abs(side) <= ROUNDING_PX) || boxIou(a, b) > SAME_OBJECT_IOU;
}

/** The object that a mark stands for; undefined for a hard negative and for a class that the dataset does not have. */
function objectOf({ kind, box, className }: Mark, classes: readonly string[]): GroundTruth | undefined {
  const classIndex = classes.indexOf(className);
  if (kind === 'hard-negative' || classIndex < 0) return undefined;
  const object = { box, classIndex, area: boxArea(box) };
  // A crowd may swallow any number of detections, and nothing is known of what is in the region.
  return kind === 'ignore-region' ? { ...object, ignore: 'crowd' } : object;
}

/**
 * Marks of one image that add to its ground truth. Those whose box is annotated by now (the labels were corrected) or was
 * marked twice add nothing.
 * @param groundTruth of the image, image px
 * @param marks of the image
 * @param classes names in the order of `classIndex`
 */
export function objectsToAdd(
  groundTruth: readonly GroundTruth[],
  marks: readonly Mark[],
  classes: readonly string[],
): MarkedObject[] {
  const known = [...groundTruth];
  return marks.flatMap((mark) => {
    const object = objectOf(mark, classes);
    const isKnown = (other: GroundTruth) =>
      other.classIndex === object?.classIndex &&
      (other.ignore === undefined) === (object.ignore === undefined) &&
      isSameBox(other.box, object.box);
    if (!object || known.some(isKnown)) return [];
    known.push(object);
    return [{ mark, object }];
  });
}

/**
 * The ground truth of one image with its marks: a missing label is an object that counts, an ignore region a crowd of its
 * class, a hard negative changes nothing. Parameters as above.
 */
export function applyMarks(
  groundTruth: readonly GroundTruth[],
  marks: readonly Mark[],
  classes: readonly string[],
): GroundTruth[] {
  return [...groundTruth, ...objectsToAdd(groundTruth, marks, classes).map(({ object }) => object)];
}

/** Marks image by image. */
export function marksByImage(marks: readonly Mark[]): Map<string, Mark[]> {
  const byImage = new Map<string, Mark[]>();
  for (const mark of marks) {
    const known = byImage.get(mark.imageId);
    if (known) known.push(mark);
    else byImage.set(mark.imageId, [mark]);
  }
  return byImage;
}

/** Those of `wanted` that say something new: the same kind and class at the same place of an image is one mark. */
export function withoutRepeats(known: readonly NewMark[], wanted: readonly NewMark[]): NewMark[] {
  const all = [...known];
  return wanted.filter((mark) => {
    const isRepeat = all.some(
      (other) =>
        other.imageId === mark.imageId &&
        other.kind === mark.kind &&
        other.className === mark.className &&
        isSameBox(other.box, mark.box),
    );
    if (!isRepeat) all.push(mark);
    return !isRepeat;
  });
}
