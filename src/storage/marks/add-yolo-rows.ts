// Adds rows to a YOLO or Darknet label file; the rows that are there stay byte for byte.
import type { AddedObject } from './added-object.ts';
import type { LabelText } from './label-text.ts';

/** Decimals of a fraction: a hundredth of a pixel in the largest images. */
const DECIMALS = 6;

/** The file with the objects. @param label undefined for a new file */
export function addYoloRows(label: LabelText | undefined, objects: readonly AddedObject[]): Buffer {
  const text = label?.text ?? '';
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const rows = objects.map((object) => `${yoloRow(object)}${lineEnd}`).join('');
  if (!label) return Buffer.from(rows);
  const isLineOpen = text !== '' && !/[\r\n]$/.test(text);
  // Digits are in every encoding.
  return label.insert(text.length, isLineOpen ? `${lineEnd}${rows}` : rows)!;
}

/** `class cx cy w h`, fractions of the upright image. */
function yoloRow({ classIndex, corners: { x1, y1, x2, y2 } }: AddedObject): string {
  const numbers = [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
  return [classIndex, ...numbers.map((number) => number.toFixed(DECIMALS))].join(' ');
}
