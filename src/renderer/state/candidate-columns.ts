// An image's candidates as they come over the wire, turned into what the core's functions take.
import type { CandidateColumns } from '../../contract/api.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import { candidateScores } from '../../core/nms/scored-table.ts';
import type { GroundTruth } from '../../core/matching/detection.ts';

export interface ScoredCandidates {
  readonly table: CandidateTable;
  /** Score of each row, in [0, 1]. */
  readonly scores: Float32Array;
}

/** The table of one image, with the score of each row. */
export function toCandidateTable(imageId: string, columns: CandidateColumns): ScoredCandidates {
  const table: CandidateTable = {
    length: columns.length,
    imageIds: [imageId],
    image: new Uint32Array(columns.length),
    x1: Float32Array.from(columns.x1),
    y1: Float32Array.from(columns.y1),
    x2: Float32Array.from(columns.x2),
    y2: Float32Array.from(columns.y2),
    objectness: Float32Array.from(columns.objectness),
    classIndex: Uint16Array.from(columns.classIndex),
    classProbability: Float32Array.from(columns.classProbability),
    sigma: columns.sigma === null ? null : Float32Array.from(columns.sigma),
    branch: Uint8Array.from(columns.branch),
    anchor: Uint8Array.from(columns.anchor),
    row: Uint16Array.from(columns.row),
    column: Uint16Array.from(columns.column),
  };
  return { table, scores: candidateScores(table) };
}

/** The annotations of an image as the core knows them. */
export function toGroundTruth(record: ImageRecord): readonly GroundTruth[] {
  return record.groundTruth.map(({ box, classIndex, area, ignore }) =>
    ignore === undefined ? { box, classIndex, area } : { box, classIndex, area, ignore },
  );
}
