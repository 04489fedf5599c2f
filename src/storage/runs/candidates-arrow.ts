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
import { candidateScore, type CandidateTable } from '../../core/decode/candidate-table.ts';

const SIGMA_COLUMNS = ['sigma_x', 'sigma_y', 'sigma_w', 'sigma_h'] as const;

/**
 * The file's bytes. Columns: image (dictionary of imageIds; those without candidates are listed too), x1 y1 x2 y2 (image
 * px), objectness, class (index; names in the schema's metadata), class_probability, score, branch, anchor, row, column,
 * and sigma_x, sigma_y, sigma_w, sigma_h where the head is Gaussian.
 */
export function encodeCandidates(candidates: CandidateTable, classes: readonly string[]): Uint8Array {
  const score = Float32Array.from({ length: candidates.length }, (_, row) => candidateScore(candidates, row));
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
    score: makeVector(score),
    branch: makeVector(candidates.branch),
    anchor: makeVector(candidates.anchor),
    row: makeVector(candidates.row),
    column: makeVector(candidates.column),
    ...sigmaColumns(candidates),
  });
  table.schema.metadata.set('classes', JSON.stringify(classes));
  return tableToIPC(table, 'file');
}

/** The inverse of `encodeCandidates`. @throws Error when the bytes are no such file */
export function decodeCandidates(bytes: Uint8Array): CandidateTable {
  // Arrow makes typed arrays over the buffer, which must be aligned for that.
  const table = tableFromIPC(bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes));
  const column = (name: string): never => {
    const vector = table.getChild(name);
    if (!vector) throw new Error(`candidates.arrow has no column "${name}"`);
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
    sigma: interleave(
      SIGMA_COLUMNS.map((name) => table.getChild(name)?.toArray() as Float32Array | undefined),
    ),
    branch: column('branch'),
    anchor: column('anchor'),
    row: column('row'),
    column: column('column'),
  };
}

function sigmaColumns({ length, sigma }: CandidateTable) {
  if (sigma === null) return {};
  const side = (offset: number) =>
    makeVector(Float32Array.from({ length }, (_, row) => sigma[row * 4 + offset]!));
  return { sigma_x: side(0), sigma_y: side(1), sigma_w: side(2), sigma_h: side(3) };
}

/** Four columns to four values a row; null when a column is missing. */
function interleave(columns: readonly (Float32Array | undefined)[]): Float32Array | null {
  const [x, y, w, h] = columns;
  if (!x || !y || !w || !h) return null;
  const sigma = new Float32Array(x.length * 4);
  for (let row = 0; row < x.length; row++) {
    sigma.set([x[row]!, y[row]!, w[row]!, h[row]!], row * 4);
  }
  return sigma;
}

function imageColumn(table: Table): Pick<CandidateTable, 'imageIds' | 'image'> {
  const vector = table.getChild('image');
  if (!vector) throw new Error('candidates.arrow has no column "image"');
  const image = new Uint32Array(table.numRows);
  let at = 0;
  for (const chunk of vector.data) {
    image.set((chunk.values as Int32Array).subarray(0, chunk.length), at);
    at += chunk.length;
  }
  const dictionary = vector.data[0]?.dictionary;
  return { imageIds: dictionary ? [...(dictionary as Iterable<string>)] : [], image };
}
