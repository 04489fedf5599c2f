// Reads a COCO results file, any detector's, into columns: a list of image_id, category_id, bbox, score.
import { rowOrder } from '../../core/nms/order-by-score.ts';
import { UserError } from '../../core/user-error.ts';
import type { CocoId } from '../datasets/coco/parse-coco.ts';

/** A file's name, for messages, and its text. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** A category as results name it: by a number, some tools by a name too. */
export interface ResultCategory {
  readonly id: number;
  readonly name: string | undefined;
}

/** Sound entries in the order of the file. All columns have `length` entries. */
export interface CocoResults {
  readonly length: number;
  /** Position in the file, from 0. */
  readonly position: Uint32Array;
  /** Dictionaries of `image` and `category`, in the order in which they first appear. */
  readonly imageIds: readonly CocoId[];
  readonly categories: readonly ResultCategory[];
  readonly image: Uint32Array;
  readonly category: Uint32Array;
  /** px. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
  readonly score: Float64Array;
  /** Entries whose score or box is no number (NaN, infinite, null): positions, and images as in `image`. */
  readonly notANumber: readonly { readonly position: number; readonly image: number }[];
}

/** Numbers an id, the same each time. */
class Dictionary<T> {
  readonly entries: T[] = [];
  readonly #numbers = new Map<unknown, number>();

  number(key: unknown, entry: () => T): number {
    let found = this.#numbers.get(key);
    if (found === undefined) {
      found = this.entries.push(entry()) - 1;
      this.#numbers.set(key, found);
    }
    return found;
  }
}

/**
 * Entries whose numbers are none are put aside and listed; Python writes them as NaN, others as null.
 * @throws UserError naming the entry that is none
 */
export function parseResults({ file, text }: NamedText): CocoResults {
  const list = parseList(file, text);
  const images = new Dictionary<CocoId>();
  const categories = new Dictionary<ResultCategory>();
  const columns = emptyColumns(list.length);
  const notANumber: { position: number; image: number }[] = [];
  let at = 0;
  for (const [position, entry] of list.entries()) {
    const { imageId, categoryId, categoryName, bbox, score } = readEntry(file, position, entry);
    const image = images.number(imageId, () => imageId);
    // The name belongs to the id: the first one that comes with it counts.
    const category = categories.number(categoryId, () => ({ id: categoryId, name: categoryName }));
    if (![score, ...bbox].every(Number.isFinite)) {
      notANumber.push({ position, image });
      continue;
    }
    columns.position[at] = position;
    columns.image[at] = image;
    columns.category[at] = category;
    [columns.x[at], columns.y[at], columns.width[at], columns.height[at]] = bbox as Xywh;
    columns.score[at] = score!;
    at++;
  }
  return {
    length: at,
    ...pickEntries(columns, rowOrder(at)),
    imageIds: images.entries,
    categories: categories.entries,
    notANumber,
  };
}

/** Results whose score is in [0, 1], and the positions of the others. */
export function withinScoreRange(results: CocoResults): {
  readonly results: CocoResults;
  readonly outOfRange: readonly number[];
} {
  const isWithin = (i: number) => results.score[i]! >= 0 && results.score[i]! <= 1;
  const kept = rowOrder(results.length).filter(isWithin);
  if (kept.length === results.length) return { results, outOfRange: [] };
  return {
    results: { ...results, ...pickEntries(results, kept), length: kept.length },
    outOfRange: Array.from(results.position).filter((_, i) => !isWithin(i)),
  };
}

type Columns = Omit<CocoResults, 'length' | 'imageIds' | 'categories' | 'notANumber'>;

function pickEntries(from: Columns, rows: Uint32Array): Columns {
  const integers = (column: Uint32Array) => rows.map((i) => column[i]!);
  const numbers = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  return {
    position: integers(from.position),
    image: integers(from.image),
    category: integers(from.category),
    x: numbers(from.x),
    y: numbers(from.y),
    width: numbers(from.width),
    height: numbers(from.height),
    score: numbers(from.score),
  };
}

function emptyColumns(length: number) {
  return {
    position: new Uint32Array(length),
    image: new Uint32Array(length),
    category: new Uint32Array(length),
    x: new Float64Array(length),
    y: new Float64Array(length),
    width: new Float64Array(length),
    height: new Float64Array(length),
    score: new Float64Array(length),
  };
}

type Xywh = [number, number, number, number];

/** Null stands for what is no number. */
interface Entry {
  readonly imageId: CocoId;
  readonly categoryId: number;
  readonly categoryName: string | undefined;
  readonly bbox: readonly (number | null)[];
  readonly score: number | null;
}

function readEntry(file: string, position: number, entry: unknown): Entry {
  if (typeof entry !== 'object' || entry === null)
    throw resultError(file, position, `is ${JSON.stringify(entry)}; expected an object.`);
  const fields = entry as Record<string, unknown>;
  const { image_id: imageId, category_id: categoryId, category_name: name, bbox, score } = fields;
  if (typeof imageId !== 'number' && typeof imageId !== 'string')
    throw resultError(file, position, `has image_id ${String(imageId)}; expected a number or a text.`);
  if (typeof categoryId !== 'number')
    throw resultError(file, position, `has category_id ${String(categoryId)}; expected a number.`);
  if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(isNumberOrNull))
    throw resultError(file, position, `has bbox ${JSON.stringify(bbox)}; expected [x, y, width, height].`);
  if (!isNumberOrNull(score))
    throw resultError(file, position, `has score ${JSON.stringify(score)}; expected a number.`);
  return { imageId, categoryId, categoryName: typeof name === 'string' ? name : undefined, bbox, score };
}

const isNumberOrNull = (value: unknown): value is number | null =>
  typeof value === 'number' || value === null;

function parseList(file: string, text: string): unknown[] {
  let content: unknown;
  try {
    content = parseLenientJson(text);
  } catch (error) {
    throw new UserError({
      code: 'results-unreadable',
      message: `${file} is not JSON: ${(error as Error).message}`,
      hint: HINT,
    });
  }
  if (Array.isArray(content)) return content;
  throw new UserError({
    code: 'results-unreadable',
    message: `${file} is not a list of results; it is ${content === null ? 'null' : typeof content}.`,
    hint: HINT,
  });
}

/** What Python writes that is not JSON, outside of strings. */
const BARE_WORDS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** JSON in which numbers may be NaN or infinite, as Python writes them; they become null. */
function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(text.replace(BARE_WORDS, (found) => (found.startsWith('"') ? found : 'null')));
  }
}

const HINT =
  'COCO results are a JSON list of {"image_id", "category_id", "bbox": [x, y, width, height], "score"}.';

/** A mistake in one entry, which people count from 1. */
export function resultError(file: string, position: number, what: string): UserError {
  return new UserError({
    code: 'results-unreadable',
    message: `${file}: result ${position + 1} ${what}`,
    hint: HINT,
  });
}
