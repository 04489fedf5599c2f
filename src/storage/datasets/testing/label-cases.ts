// Small YOLO and VOC folders around one label under test, and the check of a table's line.
import { expect } from 'vitest';
import { boxesOf, openFiles, problemLine, voc, type Files } from './fixture.ts';

export const YAML = 'train: images\nval: val/images\nnames: [cell, dot]\n';
/** The image under test. */
export const A = 'images/a.jpg';

/** A YOLO folder whose label of images/a.jpg is under test. */
export function yolo(label: string | Buffer, extra: Files = {}): Files {
  return {
    'data.yaml': YAML,
    [A]: 'image',
    'labels/a.txt': label,
    'val/images/v.jpg': 'image',
    'val/labels/v.txt': '1 0.5 0.5 0.5 0.5\n',
    ...extra,
  };
}

/** A VOC folder of one image, a.jpg, with the objects under test. */
export function vocFiles(objects: readonly string[], size?: string): Files {
  return { 'a.jpg': 'image', 'a.xml': voc('a.jpg', objects, size) };
}

/** One line of a table: a broken folder and what comes of it. */
export interface LabelCase {
  readonly row: string;
  readonly files: Files;
  readonly image?: string;
  /** Undefined: the image is left out. */
  readonly boxes: readonly string[] | undefined;
  readonly problems: readonly string[];
}

/** The box of `0 0.5 0.5 0.5 0.5` and of [26, 21, 75, 60] in VOC's numbers. */
export const WHOLE = 'cell 25 20 75 60';
export const MADE = 'split-made note .';

/** Opens the folder and compares problems and boxes. */
export async function checkLabelCase({ files, image = A, boxes, problems }: LabelCase): Promise<void> {
  const dataset = await openFiles(files);
  expect(dataset.problems.map(problemLine)).toEqual(problems);
  expect(boxesOf(dataset, image)).toEqual(boxes);
}
