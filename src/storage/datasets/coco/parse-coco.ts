// Parses one COCO JSON file into checked images, annotations and categories.
import { findJsonError } from './find-json-error.ts';
import { annotationError } from '../read-error.ts';
import { lineAt } from '../read-text.ts';

export type CocoId = number | string;

export interface CocoImage {
  readonly id: CocoId;
  readonly fileName: string;
  /** px; undefined where missing or not positive. */
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export interface CocoAnnotation {
  readonly id: CocoId | undefined;
  readonly imageId: CocoId;
  readonly categoryId: number;
  /** x, y, width, height, px; undefined where the file has none. */
  readonly bbox: readonly [number, number, number, number] | undefined;
  /** Corners of all polygons, x y x y ..., px; empty for masks. */
  readonly polygon: readonly number[];
  readonly area: number | undefined;
  readonly isCrowd: boolean;
}

export interface CocoFile {
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  /** Entries that could not be read. */
  readonly unreadable: readonly string[];
  /** Whether the file has annotations at all; image lists of test sets do not. */
  readonly hasAnnotations: boolean;
}

/**
 * Parses a file.
 * @throws {UserError} with the position when it is no JSON, or when its three lists are not there
 */
export function parseCoco(text: string, file: string): CocoFile {
  const content = parseJson(text, file);
  const lists = typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  const { images, categories, annotations = [] } = lists;
  for (const [key, value] of Object.entries({ images, categories, annotations })) {
    if (!Array.isArray(value)) throw annotationError(file, undefined, `expected a list called "${key}".`);
  }
  const unreadable: string[] = [];
  const all = <T>(list: unknown, what: string, read: (node: Record<string, unknown>) => T | undefined): T[] =>
    (list as unknown[]).flatMap((entry, i) => {
      const value =
        typeof entry === 'object' && entry !== null ? read(entry as Record<string, unknown>) : undefined;
      if (value === undefined) unreadable.push(`${what}[${i}] (${JSON.stringify(entry).slice(0, 80)})`);
      return value === undefined ? [] : [value];
    });
  return {
    images: all(images, 'images', readImage),
    annotations: all(annotations, 'annotations', readAnnotation),
    categories: all(categories, 'categories', readCategory),
    unreadable,
    hasAnnotations: (annotations as unknown[]).length > 0,
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = findJsonError(text);
    if (!place) throw error;
    const { offset, expected } = place;
    const column = offset - text.lastIndexOf('\n', offset - 1);
    const found =
      offset >= text.length ? 'the end of the file' : `"${text.slice(offset, offset + 20).split('\n')[0]!}"`;
    throw annotationError(
      file,
      lineAt(text, offset),
      `column ${column}: not valid JSON, expected ${expected}, found ${found}.`,
    );
  }
}

function idOf(value: unknown): CocoId | undefined {
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function readImage(node: Record<string, unknown>): CocoImage | undefined {
  const id = idOf(node['id']);
  const fileName = node['file_name'];
  if (id === undefined || typeof fileName !== 'string') return undefined;
  return { id, fileName, width: positive(node['width']), height: positive(node['height']) };
}

function readCategory(node: Record<string, unknown>): { id: number; name: string } | undefined {
  const { id, name } = node;
  if (typeof id !== 'number' || typeof name !== 'string') return undefined;
  return { id, name: name.normalize('NFC') };
}

function readAnnotation(node: Record<string, unknown>): CocoAnnotation | undefined {
  const imageId = idOf(node['image_id']);
  const categoryId = node['category_id'];
  if (imageId === undefined || typeof categoryId !== 'number') return undefined;
  const numbers = Array.isArray(node['bbox']) ? node['bbox'].map(Number) : [];
  const isBox = numbers.length === 4 && numbers.every(Number.isFinite);
  const polygon = polygonOf(node['segmentation']);
  if (!isBox && polygon.length < 6) return undefined;
  return {
    id: idOf(node['id']),
    imageId,
    categoryId,
    bbox: isBox ? (numbers as [number, number, number, number]) : undefined,
    polygon: isBox ? [] : polygon,
    area: positive(node['area']),
    isCrowd: node['iscrowd'] === 1 || node['iscrowd'] === true,
  };
}

/** All corners of a list of polygons; empty for run-length masks. */
function polygonOf(segmentation: unknown): number[] {
  if (!Array.isArray(segmentation)) return [];
  const numbers = segmentation.flat().map(Number);
  return numbers.every(Number.isFinite) ? numbers : [];
}
