// An image's candidates as they come over the wire, turned into what the core's functions take.
import type { CandidateColumns, EvaluationImage, PackedNumbers } from '../../contract/evaluation-calls.ts';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import { applyMarks } from '../../core/marks/apply-marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import type { GroundTruth } from '../../core/matching/detection.ts';

export type { ScoredCandidates } from '../../core/inspection/judge-candidates.ts';

/** The table of one image. */
export function toCandidateTable(imageId: string, columns: CandidateColumns): CandidateTable {
  const floats = (packed: PackedNumbers) => new Float32Array(unpackNumbers(packed));
  const shorts = (packed: PackedNumbers) => new Uint16Array(unpackNumbers(packed));
  const bytes = (packed: PackedNumbers) => new Uint8Array(unpackNumbers(packed));
  return {
    length: columns.length,
    imageIds: [imageId],
    image: new Uint32Array(columns.length),
    x1: floats(columns.x1),
    y1: floats(columns.y1),
    x2: floats(columns.x2),
    y2: floats(columns.y2),
    objectness: floats(columns.objectness),
    classIndex: shorts(columns.classIndex),
    classProbability: floats(columns.classProbability),
    sigma: columns.sigma === null ? null : floats(columns.sigma),
    sideSigma: columns.sideSigma === null ? null : floats(columns.sideSigma),
    branch: bytes(columns.branch),
    anchor: bytes(columns.anchor),
    row: shorts(columns.row),
    column: shorts(columns.column),
  };
}

/** The bytes of a typed array that came as text. */
export function unpackNumbers(packed: PackedNumbers): ArrayBuffer {
  return Uint8Array.from(atob(packed), (character) => character.charCodeAt(0)).buffer;
}

/** The annotations of an image and its marks, as the core knows them; muted classes count neither way. */
export function toGroundTruth(
  { record, classes }: Pick<EvaluationImage, 'record' | 'classes'>,
  marks: readonly Mark[],
  muted: readonly number[] = [],
): readonly GroundTruth[] {
  const own = marks.filter(({ imageId }) => imageId === record.imageId);
  return applyMarks(record.groundTruth, own, classes).map((object) =>
    muted.includes(object.classIndex) ? { ...object, ignore: 'crowd' } : object,
  );
}
