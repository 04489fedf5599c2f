// Parses one Pascal VOC annotation file into its stated size, file name and objects with their line numbers.
import { XMLParser } from 'fast-xml-parser';
import type { Size } from '../../../core/boxes/box.ts';
import { findXmlError } from './check-xml.ts';
import { lineAt } from '../read-text.ts';
import { annotationError } from '../read-error.ts';
import type { RawBox } from '../raw-dataset.ts';

/** An object as written; the class is mapped when all names are known. */
export interface VocObject {
  readonly className: string;
  readonly difficult: boolean;
  /** xmin, ymin, xmax, ymax as x1, y1, x2, y2: one-based, inclusive. */
  readonly corners: RawBox['corners'];
  readonly line: number;
}

export interface VocAnnotation {
  /** Undefined where missing or not positive. */
  readonly size: Size | undefined;
  readonly filename: string | undefined;
  readonly objects: readonly VocObject[];
  /** Objects that could not be read: line and reason. */
  readonly unreadable: readonly { line: number; reason: string }[];
}

/** Tags in any case, everything as text, and objects with their offset in the file. */
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: true,
  ignoreAttributes: true,
  captureMetaData: true,
  transformTagName: (name) => name.toLowerCase(),
  isArray: (name) => name === 'object' || name === 'bndbox',
});
const METADATA = XMLParser.getMetaDataSymbol() as unknown as symbol;

type XmlNode = Record<string | symbol, unknown>;

function asNode(value: unknown): XmlNode | undefined {
  return typeof value === 'object' && value !== null ? (value as XmlNode) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Decimal points and decimal commas. */
function numberOf(value: unknown): number {
  const text = textOf(value);
  return text === undefined ? NaN : Number(text.replace(',', '.'));
}

/**
 * Reads an annotation file. Boxes of an object's parts are passed over.
 * @throws {UserError} when it is no well-formed XML or has no `<annotation>`
 */
export function parseVoc(xml: string, file: string): VocAnnotation {
  const broken = findXmlError(xml);
  if (broken) throw annotationError(file, broken.line, `not well-formed XML: ${broken.message}.`);
  const root = parseTags(xml, file);
  if (!('annotation' in root)) throw annotationError(file, 1, 'expected <annotation> as the root element.');
  const annotation = asNode(root['annotation']) ?? {}; // an empty element parses as ''
  const objects: VocObject[] = [];
  const unreadable: { line: number; reason: string }[] = [];
  for (const value of Array.isArray(annotation['object']) ? (annotation['object'] as unknown[]) : []) {
    const node = asNode(value) ?? {};
    const line = lineOf(node, xml);
    const result = readObject(node, xml, line);
    if (typeof result === 'string') unreadable.push({ line, reason: result });
    else objects.push(result);
  }
  return { size: readSize(annotation), filename: textOf(annotation['filename']), objects, unreadable };
}

function parseTags(xml: string, file: string): XmlNode {
  try {
    return parser.parse(xml) as XmlNode;
  } catch (error) {
    // The parser limits depth and entities.
    const detail = error instanceof Error ? error.message : String(error);
    throw annotationError(file, undefined, `cannot be parsed as XML: ${detail}.`);
  }
}

function readSize(annotation: XmlNode): Size | undefined {
  const size = asNode(annotation['size']);
  const width = numberOf(size?.['width']);
  const height = numberOf(size?.['height']);
  return width > 0 && height > 0 ? { width, height } : undefined;
}

/** The object, or why it cannot be read. */
function readObject(node: XmlNode, xml: string, objectLine: number): VocObject | string {
  const className = textOf(node['name'])?.normalize('NFC');
  if (className === undefined) return 'the object has no <name>';
  const boxes = Array.isArray(node['bndbox']) ? (node['bndbox'] as unknown[]) : [];
  if (boxes.length !== 1) return `the object "${className}" has ${boxes.length} <bndbox>, expected one`;
  const box = asNode(boxes[0]) ?? {};
  const corners = {
    x1: numberOf(box['xmin']),
    y1: numberOf(box['ymin']),
    x2: numberOf(box['xmax']),
    y2: numberOf(box['ymax']),
  };
  if (!Object.values(corners).every(Number.isFinite)) {
    return `the object "${className}" has a <bndbox> without four numbers`;
  }
  const difficult = numberOf(node['difficult']) === 1;
  return { className, difficult, corners, line: Math.max(objectLine, lineOf(box, xml)) };
}

/** Line of an element's start tag. */
function lineOf(node: XmlNode, xml: string): number {
  const metadata = asNode(node[METADATA]);
  const offset = metadata?.['startIndex'];
  return typeof offset === 'number' ? lineAt(xml, offset) : 1;
}
