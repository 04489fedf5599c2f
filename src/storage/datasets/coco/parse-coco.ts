// Reads one COCO JSON file into checked images, annotations and categories.
import { join } from 'node:path';
import type { TimeSlices } from '../../time-slices.ts';
import { annotationError } from '../read-error.ts';
import { lineAt, readText } from '../read-text.ts';
import { findJsonError } from './find-json-error.ts';
import { NotStreamable, readJsonLists } from './json-lists.ts';

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
 * Reads a file, piece by piece, so that its size does not matter.
 * @param file relative to the root
 * @throws {UserError} with the position when it is no JSON, or when its three lists are not there
 */
export async function readCocoFile(root: string, file: string, slices: TimeSlices): Promise<CocoFile> {
  const content = new CocoContent();
  const seen = new Set<string>();
  try {
    await readJsonLists(join(root, file), {
      wants: (key) => {
        if (!isListName(key)) return false;
        if (seen.has(key)) throw new NotStreamable(`"${key}" comes twice.`);
        seen.add(key);
        return true;
      },
      entries: (key, entries) => content.add(key as ListName, entries),
      onBytes: () => slices.next(),
    });
    if (seen.has('images') && seen.has('categories')) return content;
  } catch (error) {
    if (!(error instanceof NotStreamable)) throw error;
  }
  // As a whole: finds the place of a mistake, and reads other encodings.
  return parseCoco(readText(root, file), file);
}

/** A file's text. @throws {UserError} as `readCocoFile` */
export function parseCoco(text: string, file: string): CocoFile {
  const parsed = parseJson(text, file);
  const lists = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  const { images, categories, annotations = [] } = lists;
  const content = new CocoContent();
  for (const [key, value] of Object.entries({ images, categories, annotations })) {
    if (!Array.isArray(value)) throw annotationError(file, undefined, `expected a list called "${key}".`);
    content.add(key as ListName, value);
  }
  return content;
}

type ListName = 'images' | 'annotations' | 'categories';
const isListName = (key: string): key is ListName =>
  key === 'images' || key === 'annotations' || key === 'categories';

/** The checked entries of a file's lists. */
class CocoContent implements CocoFile {
  readonly images: CocoImage[] = [];
  readonly annotations: CocoAnnotation[] = [];
  readonly categories: { id: number; name: string }[] = [];
  readonly unreadable: string[] = [];
  readonly #counts = { images: 0, annotations: 0, categories: 0 };

  get hasAnnotations(): boolean {
    return this.#counts.annotations > 0;
  }

  add(key: ListName, entries: readonly unknown[]): void {
    for (const entry of entries) {
      const node = typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {};
      const index = this.#counts[key]++;
      if (this.#keep(key, node)) continue;
      this.unreadable.push(`${key}[${index}] (${JSON.stringify(entry).slice(0, 80)})`);
    }
  }

  /** @returns false where the entry cannot be read */
  #keep(key: ListName, node: Record<string, unknown>): boolean {
    switch (key) {
      case 'images':
        return append(this.images, readImage(node));
      case 'annotations':
        return append(this.annotations, readAnnotation(node));
      case 'categories':
        return append(this.categories, readCategory(node));
    }
  }
}

function append<T>(list: T[], value: T | undefined): boolean {
  if (value !== undefined) list.push(value);
  return value !== undefined;
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

/** An entry of `images`; undefined where it lacks something. */
export function readImage(node: Record<string, unknown>): CocoImage | undefined {
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

/** An entry of `annotations`; undefined where it lacks something. */
export function readAnnotation(node: Record<string, unknown>): CocoAnnotation | undefined {
  const imageId = idOf(node['image_id']);
  const categoryId = node['category_id'];
  if (imageId === undefined || typeof categoryId !== 'number') return undefined;
  const numbers = Array.isArray(node['bbox']) ? node['bbox'].map(Number) : [];
  const isBox = numbers.length === 4 && numbers.every(Number.isFinite);
  const polygon = isBox ? [] : polygonOf(node['segmentation']);
  if (!isBox && polygon.length < 6) return undefined;
  return {
    id: idOf(node['id']),
    imageId,
    categoryId,
    bbox: isBox ? (numbers as [number, number, number, number]) : undefined,
    polygon,
    area: positive(node['area']),
    isCrowd: node['iscrowd'] === 1 || node['iscrowd'] === true,
  };
}

/** All corners of a list of polygons; empty for run-length masks. */
function polygonOf(segmentation: unknown): readonly number[] {
  if (!Array.isArray(segmentation)) return [];
  const numbers = segmentation.flat().map(Number);
  return numbers.every(Number.isFinite) ? numbers : [];
}
