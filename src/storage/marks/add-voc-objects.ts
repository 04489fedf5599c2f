// Adds objects to a Pascal VOC annotation: elements before the closing tag, everything else byte for byte as it was.
import type { Size } from '../../core/boxes/box.ts';
import { nameOf } from '../datasets/paths.ts';
import type { AddedObject } from './added-object.ts';
import type { LabelText } from './label-text.ts';

/** The closing tag of the root, behind which nothing but comments may follow. */
const CLOSING_TAG = /<\/annotation\s*>(?=(?:\s|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)*$)/i;

/** The file with the objects; a sentence where they cannot be added. */
export function addVocObjects(label: LabelText, objects: readonly AddedObject[]): Buffer | string {
  const { text } = label;
  const closing = CLOSING_TAG.exec(text);
  if (!closing) return 'The file has no closing tag </annotation> to put objects before.';
  const lineStart = text.lastIndexOf('\n', closing.index) + 1;
  // With the tag on a line of its own the objects come before that line, else right before the tag.
  const isOwnLine = lineStart > 0 && text.slice(lineStart, closing.index).trim() === '';
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /\n([ \t]*)<object[\s>]/i.exec(text)?.[1] ?? '\t';
  const lines = objects.flatMap((object) => objectLines(object, indent));
  const changed = isOwnLine
    ? label.insert(lineStart, lines.map((line) => `${line}${lineEnd}`).join(''))
    : label.insert(closing.index, lines.map((line) => line.trim()).join(''));
  return changed ?? 'The encoding of the file lacks a letter of a class name.';
}

/** A new annotation of an image that had none. */
export function newVocAnnotation(imageFile: string, size: Size, objects: readonly AddedObject[]): Buffer {
  const lines = [
    '<annotation>',
    `\t<filename>${escape(nameOf(imageFile))}</filename>`,
    `\t<size><width>${size.width}</width><height>${size.height}</height><depth>3</depth></size>`,
    ...objects.flatMap((object) => objectLines(object, '\t')),
    '</annotation>',
  ];
  return Buffer.from(`${lines.join('\n')}\n`);
}

/**
 * An `<object>`. An ignore region is a difficult object, the nearest that VOC has: it takes one detection, not any number.
 * Corners are rounded to whole px, as the format counts them and other programs read them.
 */
function objectLines({ mark, corners }: AddedObject, indent: string): string[] {
  const inner = indent === '' || indent.includes('\t') ? `${indent}\t` : `${indent}${indent}`;
  const [xmin, ymin] = [Math.round(corners.x1), Math.round(corners.y1)];
  // Both ends are included: one pixel is the least.
  const [xmax, ymax] = [Math.max(xmin, Math.round(corners.x2)), Math.max(ymin, Math.round(corners.y2))];
  const sides = Object.entries({ xmin, ymin, xmax, ymax }).map(
    ([name, value]) => `<${name}>${value}</${name}>`,
  );
  return [
    `${indent}<object>`,
    `${inner}<name>${escape(mark.className)}</name>`,
    `${inner}<difficult>${mark.kind === 'ignore-region' ? 1 : 0}</difficult>`,
    `${inner}<bndbox>${sides.join('')}</bndbox>`,
    `${indent}</object>`,
  ];
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
