// Parses the rows of a YOLO label file: tolerant in what it reads, strict in what it reports.
import type { DatasetProblem } from '../../../contract/dataset.ts';
import type { RawBox } from '../raw-dataset.ts';
import { nonEmptyLines } from '../read-text.ts';

/** Numbers of a plain row: class, centre x, centre y, width, height. */
const BOX_COLUMNS = 5;
/** Class and three corners: the shortest polygon. */
const POLYGON_COLUMNS = 7;
/** Fractions beyond this are no overhanging box but another unit, pixels mostly. */
const LARGEST_FRACTION = 2;

export interface LabelRows {
  readonly boxes: RawBox[];
  readonly problems: DatasetProblem[];
}

export interface RowOptions {
  /** Label file relative to the root, for problems. */
  readonly file: string;
  readonly imageId: string;
  readonly classes: readonly string[];
  /** Columns that follow the box in a pose dataset; 0 elsewhere. */
  readonly keypointColumns: number;
}

/**
 * Reads `class cx cy w h` and `class x1 y1 x2 y2 x3 y3 ...` rows, fractions of the image; each row is judged by its own
 * number of columns. Tabs, line ends of every system, decimal commas and commas or semicolons between columns are read.
 */
export function parseLabelRows(text: string, options: RowOptions): LabelRows {
  const { file, imageId } = options;
  const boxes: RawBox[] = [];
  const problems: DatasetProblem[] = [];
  let repairs = 0;
  for (const { line, text: row } of nonEmptyLines(text)) {
    const { columns, repaired } = splitColumns(row);
    const result = readRow(columns, line, options);
    if (typeof result === 'string') {
      const message = `${result}; the row is left out. Row: "${row.slice(0, 80)}"`;
      problems.push({ code: 'row-unreadable', severity: 'error', message, file, line, imageId });
      continue;
    }
    boxes.push(result.box);
    const note = result.note ?? (repaired ? 'decimal commas or column separators were read' : undefined);
    if (note === undefined || repairs++ > 0) continue; // the first of a file stands for all
    const message = `Unusual row: ${note}. Row: "${row.slice(0, 80)}"`;
    problems.push({ code: 'row-repaired', severity: 'warning', message, file, line, imageId });
  }
  return { boxes, problems };
}

/** Columns with decimal points. A comma is a decimal mark where the row has other separators, else it separates. */
function splitColumns(row: string): { columns: string[]; repaired: boolean } {
  const parts = row.split(/[\s;]+/).filter((part) => part !== '');
  if (!row.includes(',')) return { columns: parts, repaired: row.includes(';') };
  if (parts.length === 1) return { columns: row.split(','), repaired: true };
  return { columns: parts.map((part) => part.replace(/,$/, '').replace(',', '.')), repaired: true };
}

/** The box of a row, or why it cannot be read. */
function readRow(
  columns: readonly string[],
  line: number,
  { classes, keypointColumns }: RowOptions,
): { box: RawBox; note?: string } | string {
  const numbers = columns.map((column) => (/^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(column) ? Number(column) : NaN));
  const count = numbers.length;
  if (count < BOX_COLUMNS) return `expected ${BOX_COLUMNS} columns or a polygon, found ${count}`;
  const bad = numbers.findIndex((number) => !Number.isFinite(number));
  if (bad >= 0) return `column ${bad + 1} ("${columns[bad]!}") is not a number`;
  const classIndex = numbers[0]!;
  if (!Number.isInteger(classIndex)) return `the class "${columns[0]!}" is not a whole number`;
  const values = numbers.slice(1);
  const head = { unit: 'fraction', classIndex, className: classes[classIndex] ?? columns[0]!, line } as const;

  const isPose = keypointColumns > 0 && count === BOX_COLUMNS + keypointColumns;
  const isPolygon = !isPose && count >= POLYGON_COLUMNS && count % 2 === 1;
  const coordinates = isPolygon ? values : values.slice(0, 4);
  const large = coordinates.find((value) => Math.abs(value) > LARGEST_FRACTION);
  if (large !== undefined) return `expected fractions of the image, found ${large} (pixels?)`;
  if (isPolygon) return { box: { ...head, corners: polygonCorners(values), fromPolygon: true } };
  if (!isPose && count > BOX_COLUMNS + 1) return `${count} columns are neither a box nor a polygon`;
  const [cx, cy, width, height] = values as [number, number, number, number];
  const corners = {
    x1: cx - width / 2,
    y1: cy - height / 2,
    x2: cx + width / 2,
    y2: cy + height / 2,
  };
  const box = { ...head, corners };
  return count === BOX_COLUMNS + 1
    ? { box, note: `a sixth column (${columns[5]!}) was passed over` }
    : { box };
}

/** Smallest box around a polygon x1 y1 x2 y2 ... */
export function polygonCorners(values: readonly number[]): RawBox['corners'] {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < values.length; i += 2) {
    x1 = Math.min(x1, values[i]!);
    y1 = Math.min(y1, values[i + 1]!);
    x2 = Math.max(x2, values[i]!);
    y2 = Math.max(y2, values[i + 1]!);
  }
  return { x1, y1, x2, y2 };
}
