// Builds judged tables for tests from short literals.
import { NO_ERROR } from '../../errors/error-kind.ts';
import { NONE, type JudgedTable } from '../judged-table.ts';

/** A row as tests write it. */
export type JudgedRow = { readonly [K in keyof Omit<JudgedTable, 'length'>]?: number };

/** A table of these rows; what they do not say is nothing. */
export function judgedRows(rows: readonly JudgedRow[]): JudgedTable {
  const values = (name: keyof JudgedRow, absent = 0): number[] => rows.map((row) => row[name] ?? absent);
  const floats = (name: keyof JudgedRow): Float32Array => Float32Array.from(values(name));
  return {
    length: rows.length,
    image: Uint32Array.from(values('image')),
    outcome: Uint8Array.from(values('outcome')),
    kind: Uint8Array.from(values('kind', NO_ERROR)),
    classIndex: Uint16Array.from(values('classIndex')),
    score: floats('score'),
    x1: floats('x1'),
    y1: floats('y1'),
    x2: floats('x2'),
    y2: floats('y2'),
    groundTruth: Int32Array.from(values('groundTruth', NONE)),
    groundTruthClass: Int16Array.from(values('groundTruthClass', NONE)),
    iou: floats('iou'),
    row: Int32Array.from(values('row', NONE)),
    branch: Int16Array.from(values('branch', NONE)),
    anchor: Int16Array.from(values('anchor', NONE)),
    sigma: floats('sigma'),
    sideSigma: floats('sideSigma'),
    sideError: floats('sideError'),
  };
}
