// What marks add to the annotation of one image, in the annotation's own numbers.
import { join } from 'node:path';
import type { DatasetFormat } from '../../contract/dataset.ts';
import type { LeftOutMark } from '../../contract/marks.ts';
import type { Size } from '../../core/boxes/box.ts';
import { objectsToAdd } from '../../core/marks/apply-marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { annotationFrame } from '../datasets/annotation-frame.ts';
import { toAnnotationUnits } from '../datasets/annotation-units.ts';
import { checkBoxes } from '../datasets/check-boxes.ts';
import type { IndexedFile } from '../datasets/folder-index.ts';
import type { BoxUnit, RawBox, RawImage } from '../datasets/raw-dataset.ts';
import { ImageError } from '../images/image-error.ts';
import { inspectImage } from '../images/inspect-image.ts';

/** One object that is to be annotated. */
export interface AddedObject {
  readonly mark: Mark;
  readonly classIndex: number;
  /** xyxy in the numbers that the format and this annotation use. */
  readonly corners: RawBox['corners'];
}

/** An image and what is to be added to its annotation. */
export interface ImageAdditions {
  readonly image: IndexedFile;
  /** px, after EXIF orientation. */
  readonly size: Size;
  /** The annotation as it is; undefined where the image has none. */
  readonly raw: RawImage | undefined;
  readonly objects: readonly AddedObject[];
}

const UNITS: Record<DatasetFormat, BoxUnit> = {
  voc: 'pixel-inclusive',
  yolo: 'fraction',
  darknet: 'fraction',
  coco: 'pixel',
};

/** Why marks of an image are not among its additions. */
export function leaveOut(
  marks: readonly Mark[],
  reason: LeftOutMark['reason'],
  message: string,
): LeftOutMark[] {
  return marks.map(({ markId, imageId }) => ({ markId, imageId, reason, message }));
}

/**
 * Marks of one image as annotations, on the pixel grid that its annotation was drawn on.
 * @param raw the annotation as it is now, so that boxes that were annotated since are not added again
 * @param marks missing labels and ignore regions of the image
 */
export async function additionsTo(
  { root, format, classes }: { root: string; format: DatasetFormat; classes: readonly string[] },
  image: IndexedFile,
  raw: RawImage | undefined,
  marks: readonly Mark[],
): Promise<{ additions: ImageAdditions | null; leftOut: LeftOutMark[] }> {
  const leftOut: LeftOutMark[] = [];
  const ofKnownClass = marks.filter(({ className }) => classes.includes(className));
  for (const mark of marks)
    if (!ofKnownClass.includes(mark))
      leftOut.push(...leaveOut([mark], 'class-unknown', `The dataset has no class "${mark.className}".`));
  try {
    const facts = await inspectImage(join(root, image.file));
    const unlabelled = { image, split: undefined, labelFile: undefined, boxes: [] };
    const { groundTruth } = checkBoxes(raw ?? unlabelled, facts);
    const added = objectsToAdd(groundTruth, ofKnownClass, classes);
    const known = ofKnownClass.filter((mark) => !added.some((object) => object.mark === mark));
    leftOut.push(...leaveOut(known, 'already-labelled', 'The labels have this box already.'));
    const frame = annotationFrame(facts, raw?.annotationSize);
    const objects = added.map(({ mark, object }) => ({
      mark,
      classIndex: object.classIndex,
      corners: toAnnotationUnits(object.box, UNITS[format], frame),
    }));
    return { additions: objects.length === 0 ? null : { image, size: facts.size, raw, objects }, leftOut };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return {
      additions: null,
      leftOut: [...leftOut, ...leaveOut(ofKnownClass, 'image-missing', error.message)],
    };
  }
}
