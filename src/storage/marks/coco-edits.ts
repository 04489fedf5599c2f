// Annotations that marks add to COCO files, and the place in each file where they go.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../contract/dataset.ts';
import type { LeftOutMark } from '../../contract/marks.ts';
import { marksByImage } from '../../core/marks/apply-marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { readCocoPart, type CocoPart } from '../datasets/coco/read-coco-part.ts';
import type { FolderIndex } from '../datasets/folder-index.ts';
import { additionsTo, leaveOut, type AddedObject } from './added-object.ts';

/** An annotation as COCO writes it. */
interface NewAnnotation {
  readonly id: number;
  readonly image_id: number | string;
  readonly category_id: number;
  /** x, y, width, height: px. */
  readonly bbox: readonly [number, number, number, number];
  readonly area: number;
  readonly iscrowd: 0 | 1;
}

/** One annotation file, which may be too large to be held as a whole. */
export interface CocoEdit {
  readonly kind: 'coco';
  /** Relative to the dataset's root, as the file system spells it. */
  readonly file: string;
  readonly annotations: readonly NewAnnotation[];
  /** Where `text` goes: bytes from the start of the file. */
  readonly at: number;
  /** The annotations as they continue the file's list. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

type CocoDataset = Pick<Dataset, 'root' | 'format' | 'classes' | 'categoryIds'>;

/** @param marks missing labels and ignore regions */
export async function editCoco(
  dataset: CocoDataset,
  index: FolderIndex,
  marks: readonly Mark[],
  signal?: AbortSignal,
): Promise<{ edits: CocoEdit[]; leftOut: LeftOutMark[] }> {
  const { classes, categoryIds = [] } = dataset;
  const byImage = marksByImage(marks);
  const categories = new Map(categoryIds.map((id, i) => [id, classes[i]!]));
  const parts = await readCocoPart(index, new Set(byImage.keys()), categories, signal);
  const edits: CocoEdit[] = [];
  const leftOut: LeftOutMark[] = [];
  for (const part of parts) {
    const added: { imageId: number | string; object: AddedObject }[] = [];
    for (const raw of part.images) {
      const result = await additionsTo(dataset, raw.image, raw, byImage.get(raw.image.id) ?? []);
      leftOut.push(...result.leftOut);
      for (const object of result.additions?.objects ?? []) added.push({ imageId: raw.externalId!, object });
    }
    if (added.length === 0) continue;
    const annotations = added.map(({ imageId, object }, i) =>
      toAnnotation(object, part.largestId + 1 + i, imageId, categoryIds[object.classIndex]!),
    );
    const place = await placeOf(dataset.root, part, annotations);
    edits.push({
      kind: 'coco',
      file: part.file.file,
      annotations,
      ...place,
      marks: added.map(({ object }) => object.mark),
    });
  }
  const found = new Set(parts.flatMap(({ images }) => images.map(({ image }) => image.id)));
  const lost = marks.filter(({ imageId }) => !found.has(imageId));
  const message = 'No annotation file that can be added to lists the image.';
  return { edits, leftOut: [...leftOut, ...leaveOut(lost, 'image-missing', message)] };
}

function toAnnotation(
  { mark, corners: { x1, y1, x2, y2 } }: AddedObject,
  id: number,
  image_id: number | string,
  category_id: number,
): NewAnnotation {
  const [width, height] = [hundredths(x2 - x1), hundredths(y2 - y1)];
  return {
    id,
    image_id,
    category_id,
    bbox: [hundredths(x1), hundredths(y1), width, height],
    area: hundredths(width * height),
    iscrowd: mark.kind === 'ignore-region' ? 1 : 0,
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Longest white space before the closing bracket that is looked through, bytes. */
const WHITE_SPACE = 1024;

/** Behind the last annotation of the file, on a line of their own where the file has lines. */
async function placeOf(
  root: string,
  { file, listEnd, isEmpty }: CocoPart,
  annotations: readonly NewAnnotation[],
): Promise<Pick<CocoEdit, 'at' | 'text'>> {
  const length = Math.min(WHITE_SPACE, listEnd);
  const bytes = Buffer.alloc(length);
  const handle = await open(join(root, file.file), 'r');
  await handle.read(bytes, 0, length, listEnd - length).finally(() => handle.close());
  const tail = bytes.toString('latin1');
  const blanks = tail.length - tail.trimEnd().length;
  const indent = /\n[ \t]*$/.exec(tail)?.[0];
  const between = indent === undefined ? ', ' : `,${indent}`;
  const text = annotations.map((annotation) => JSON.stringify(annotation)).join(between);
  return { at: listEnd - blanks, text: isEmpty ? text : `${between}${text}` };
}
