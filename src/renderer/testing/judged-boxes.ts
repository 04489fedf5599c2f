// Judged boxes for the tests of the wall: a table from rows that say only what a test is about.
import { FALSE, HIT, MISS, NONE, type JudgedTable } from '../../core/analysis/judged-table.ts';
import { ERROR_KINDS, NO_ERROR, type ErrorKind } from '../../core/errors/error-kind.ts';
import type { JudgedSplitValue } from '../state/judged-split.svelte.ts';

export interface JudgedRow {
  readonly image?: number;
  readonly outcome?: 'tp' | 'fp' | 'missed';
  /** Of a false positive `background`, of a missed object `missed` where it is not said; null: claimed. */
  readonly kind?: ErrorKind | null;
  readonly classIndex?: number;
  readonly score?: number;
  /** Side of a square box at (10, 10), image px. */
  readonly side?: number;
  readonly iou?: number;
  readonly branch?: number;
  readonly anchor?: number;
  readonly sigma?: number;
}

const OUTCOMES = { tp: HIT, fp: FALSE, missed: MISS };

/** A split of ten images and the classes RBC, WBC, Platelets. Rows of one image must stand together. */
export function judgedSplit(rows: readonly JudgedRow[]): JudgedSplitValue {
  const of = <T>(value: (row: JudgedRow, at: number) => T): T[] => rows.map(value);
  const isMissed = ({ outcome }: JudgedRow): boolean => outcome === 'missed';
  const table: JudgedTable = {
    length: rows.length,
    image: Uint32Array.from(of(({ image = 0 }) => image)),
    outcome: Uint8Array.from(of(({ outcome = 'fp' }) => OUTCOMES[outcome])),
    kind: Uint8Array.from(
      of(({ outcome = 'fp', kind = outcome === 'missed' ? 'missed' : 'background' }) =>
        outcome === 'tp' || kind === null ? NO_ERROR : ERROR_KINDS.indexOf(kind),
      ),
    ),
    classIndex: Uint16Array.from(of(({ classIndex = 0 }) => classIndex)),
    score: Float32Array.from(of((row) => (isMissed(row) ? 0 : (row.score ?? 0.5)))),
    x1: new Float32Array(rows.length).fill(10),
    y1: new Float32Array(rows.length).fill(10),
    x2: Float32Array.from(of(({ side = 20 }) => 10 + side)),
    y2: Float32Array.from(of(({ side = 20 }) => 10 + side)),
    groundTruth: Int32Array.from(of((row, at) => (isMissed(row) ? at : NONE))),
    groundTruthClass: Int16Array.from(of((row) => (isMissed(row) || row.iou ? (row.classIndex ?? 0) : NONE))),
    iou: Float32Array.from(of((row) => (isMissed(row) ? 1 : (row.iou ?? 0)))),
    row: Int32Array.from(of((row, at) => (isMissed(row) ? NONE : at))),
    branch: Int16Array.from(of((row) => (isMissed(row) ? NONE : (row.branch ?? 0)))),
    anchor: Int16Array.from(of((row) => (isMissed(row) ? NONE : (row.anchor ?? 0)))),
    sigma: Float32Array.from(of((row) => (isMissed(row) ? 0 : (row.sigma ?? 0)))),
    sideSigma: new Float32Array(rows.length),
    sideError: new Float32Array(rows.length),
  };
  return {
    runId: 'a',
    split: 'test',
    datasetId: 'blobs',
    settings: { scoreThreshold: 0.1, nmsIouThreshold: 0.45, matchIouThreshold: 0.5, maxDetections: 300 },
    withMarks: false,
    images: Array.from({ length: 10 }, (_, i) => ({ imageId: `images/${i}.jpg`, width: 640, height: 480 })),
    classes: ['RBC', 'WBC', 'Platelets'],
    table,
  };
}
