// Reads a COCO results file, any detector's, into columns: a list of image_id, category_id, bbox, score.
import type { RefusalReason, RefusedResults } from '../../core/metrics/summary.ts';
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
  /** Entries that are no detections, in the order of the file; images as in `image`. */
  readonly refused: readonly RefusedEntry[];
}

interface RefusedEntry {
  readonly position: number;
  readonly image: number;
  readonly reason: RefusalReason;
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
 * Entries that are no detections are put aside and listed: those with numbers that are none (Python writes NaN, others null),
 * those whose box has no width or height, and those whose score is not in [0, 1].
 * @throws UserError naming the entry that is none, or where most scores are not in [0, 1]
 */
export function parseResults({ file, text }: NamedText): CocoResults {
  const list = parseList(file, text);
  const images = new Dictionary<CocoId>();
  const categories = new Dictionary<ResultCategory>();
  const columns = emptyColumns(list.length);
  const refused: RefusedEntry[] = [];
  let at = 0;
  for (const [position, entry] of list.entries()) {
    const { imageId, categoryId, categoryName, bbox, score } = readEntry(file, position, entry);
    const image = images.number(imageId, () => imageId);
    // The name belongs to the id: the first one that comes with it counts.
    const category = categories.number(categoryId, () => ({ id: categoryId, name: categoryName }));
    const reason = reasonAgainst(bbox, score);
    if (reason !== null) {
      refused.push({ position, image, reason });
      continue;
    }
    columns.position[at] = position;
    columns.image[at] = image;
    columns.category[at] = category;
    [columns.x[at], columns.y[at], columns.width[at], columns.height[at]] = bbox as Xywh;
    columns.score[at] = score!;
    at++;
  }
  assertScores(file, refused, at);
  return {
    length: at,
    ...pickEntries(columns, rowOrder(at)),
    imageIds: images.entries,
    categories: categories.entries,
    refused,
  };
}

function reasonAgainst(bbox: readonly (number | null)[], score: number | null): RefusalReason | null {
  if (![score, ...bbox].every(Number.isFinite)) return 'not-a-number';
  if (!(bbox[2]! > 0 && bbox[3]! > 0)) return 'no-area';
  return score! >= 0 && score! <= 1 ? null : 'score-out-of-range';
}

/** @throws UserError where it is not single scores that are wrong, but what is taken for a score */
function assertScores(file: string, refused: readonly RefusedEntry[], sound: number): void {
  const outside = refused.filter(({ reason }) => reason === 'score-out-of-range').length;
  if (outside <= sound) return;
  throw new UserError({
    code: 'scores-out-of-range',
    message: `${outside} of ${outside + sound} results of ${file} have a score below 0 or above 1.`,
    hint: 'Scores are expected from 0 to 1: divide percentages by 100, or turn logits into probabilities.',
  });
}

/** As a summary tells of them. @param nameOf an image, by its number in `imageIds` */
export function refusedEntries(
  { refused, imageIds }: Pick<CocoResults, 'refused' | 'imageIds'>,
  nameOf: (image: number) => string = (image) => String(imageIds[image]),
): RefusedResults['entries'] {
  return refused.map(({ position, image, reason }) => ({ index: position, imageId: nameOf(image), reason }));
}

type Columns = Omit<CocoResults, 'length' | 'imageIds' | 'categories' | 'refused'>;

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
