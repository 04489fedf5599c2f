// candidates.arrow: a CandidateTable as an Arrow IPC file, which pandas, polars and DuckDB open.
import {
  Dictionary,
  Int32,
  Table,
  Utf8,
  makeVector,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import { UserError } from '../../core/user-error.ts';
import { findUnsound, hashCandidates } from './check-candidates.ts';

const SIGMA_COLUMNS = ['sigma_x', 'sigma_y', 'sigma_w', 'sigma_h'] as const;
const SIDE_SIGMA_COLUMNS = ['sigma_left_right', 'sigma_top_bottom'] as const;

/** 1: without side sigmas, and with a floor that knew sigma. Files of a later format are refused. */
const FORMAT = 2;

/**
 * The file's bytes. Columns: image (dictionary of imageIds; those without candidates are listed too), x1 y1 x2 y2 (image
 * px), objectness, class (index; names in the schema's metadata), class_probability, score, branch, anchor, row, column,
 * and sigma_x, sigma_y, sigma_w, sigma_h, sigma_left_right, sigma_top_bottom (px) where the head is Gaussian.
 */
export function encodeCandidates(candidates: CandidateTable, classes: readonly string[]): Uint8Array {
  const table = new Table({
    image: makeVector({
      // pandas takes signed dictionary indices only.
      type: new Dictionary(new Utf8(), new Int32()),
      data: Int32Array.from(candidates.image),
      dictionary: vectorFromArray(candidates.imageIds, new Utf8()),
    }),
    x1: makeVector(candidates.x1),
    y1: makeVector(candidates.y1),
    x2: makeVector(candidates.x2),
    y2: makeVector(candidates.y2),
    objectness: makeVector(candidates.objectness),
    class: makeVector(candidates.classIndex),
    class_probability: makeVector(candidates.classProbability),
    score: makeVector(candidateScores(candidates)),
    branch: makeVector(candidates.branch),
    anchor: makeVector(candidates.anchor),
    row: makeVector(candidates.row),
    column: makeVector(candidates.column),
    ...splitColumns(candidates.sigma, SIGMA_COLUMNS),
    ...splitColumns(candidates.sideSigma, SIDE_SIGMA_COLUMNS),
  });
  table.schema.metadata.set('classes', JSON.stringify(classes));
  table.schema.metadata.set('format', String(FORMAT));
  table.schema.metadata.set('sha1', hashCandidates(candidates));
  return tableToIPC(table, 'file');
}

/** The inverse of `encodeCandidates`. @throws UserError when the bytes are no such file, a damaged one, or one of another version */
export function decodeCandidates(bytes: Uint8Array): CandidateTable {
  assertWhole(bytes);
  try {
    return decodeColumns(bytes);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadableCandidates('it is damaged'); // What Arrow stumbles over says nothing to anybody.
  }
}

/** An Arrow file begins and ends with these bytes. */
const MAGIC = new TextEncoder().encode('ARROW1');

function assertWhole(bytes: Uint8Array): void {
  const holds = (at: number) => MAGIC.every((byte, i) => bytes[at + i] === byte);
  if (bytes.length === 0) throw unreadableCandidates('it is empty (0 bytes)');
  if (!holds(0)) throw unreadableCandidates('it does not begin like an Arrow file');
  if (!holds(bytes.length - MAGIC.length)) throw unreadableCandidates('it is cut off: its end is missing');
}

function decodeColumns(bytes: Uint8Array): CandidateTable {
  // Arrow makes typed arrays over the buffer, which must be aligned for that.
  const table = readTable(bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes));
  const candidates = columnsOf(table);
  const { metadata } = table.schema;
  const unsound = findUnsound(candidates, (JSON.parse(metadata.get('classes')!) as string[]).length);
  if (unsound !== null) throw unreadableCandidates(`it is damaged: ${unsound}`);
  const written = metadata.get('sha1');
  if (written !== undefined && written !== hashCandidates(candidates))
    throw unreadableCandidates('it is damaged: its numbers are not those that the evaluation wrote');
  return candidates;
}

function columnsOf(table: Table): CandidateTable {
  const column = (name: string): never => {
    const vector = table.getChild(name);
    if (!vector) throw unreadableCandidates(`it has no column "${name}"`);
    return vector.toArray() as never; // The type that the file's schema says; `encodeCandidates` wrote it.
  };
  return {
    length: table.numRows,
    ...imageColumn(table),
    x1: column('x1'),
    y1: column('y1'),
    x2: column('x2'),
    y2: column('y2'),
    objectness: column('objectness'),
    classIndex: column('class'),
    classProbability: column('class_probability'),
    sigma: joinColumns(table, SIGMA_COLUMNS),
    sideSigma: joinColumns(table, SIDE_SIGMA_COLUMNS),
    branch: column('branch'),
    anchor: column('anchor'),
    row: column('row'),
    column: column('column'),
  };
}

/** The table in a file whose format is known. */
function readTable(bytes: Uint8Array): Table {
  const table = tableFromIPC(bytes);
  const format = Number(table.schema.metadata.get('format') ?? 1);
  if (!(format <= FORMAT))
    throw unreadableCandidates(`its format is ${format}, and this version knows ${FORMAT}`);
  return table;
}

/** @param what is wrong with candidates.arrow, in words */
function unreadableCandidates(what: string): UserError {
  return new UserError({
    code: 'candidates-unreadable',
    message: `The stored candidates (candidates.arrow) cannot be read: ${what}.`,
    hint: 'Evaluate the run on this split again (boxwright evaluate <run> --split <split>), or import the predictions again.',
  });
}

/** Numbers that lie row by row, as a column of each. */
function splitColumns(numbers: Float32Array | null, names: readonly string[]) {
  if (numbers === null) return {};
  const { length } = names;
  const column = (offset: number) =>
    makeVector(
      Float32Array.from({ length: numbers.length / length }, (_, row) => numbers[row * length + offset]!),
    );
  return Object.fromEntries(names.map((name, offset) => [name, column(offset)]));
}

/** The inverse of `splitColumns`; null when a column is missing. */
function joinColumns(table: Table, names: readonly string[]): Float32Array | null {
  const columns = names.map((name) => table.getChild(name)?.toArray() as Float32Array | undefined);
  const numbers = new Float32Array(table.numRows * names.length);
  for (const [offset, column] of columns.entries()) {
    if (column === undefined) return null;
    column.forEach((value, row) => (numbers[row * names.length + offset] = value));
  }
  return numbers;
}

function imageColumn(table: Table): Pick<CandidateTable, 'imageIds' | 'image'> {
  const vector = table.getChild('image');
  if (!vector) throw unreadableCandidates('it has no column "image"');
  const image = new Uint32Array(table.numRows);
  let at = 0;
  for (const chunk of vector.data) {
    image.set((chunk.values as Int32Array).subarray(0, chunk.length), at);
    at += chunk.length;
  }
  const dictionary = vector.data[0]?.dictionary;
  return { imageIds: dictionary ? [...(dictionary as Iterable<string>)] : [], image };
}
