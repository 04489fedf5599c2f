// A split cut into parts of whole images, and what was found in the parts put together again.
import type { GroundTruthColumns } from '../../core/matching/columns.ts';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import type { PreparedSplit } from '../../core/metrics/evaluate-split.ts';
import { imageRanges } from '../../core/nms/image-ranges.ts';
import type { JudgedSurvivors } from '../../core/metrics/split-recounter.ts';

/** Some of a split's images. */
export interface CutPart {
  /** Row of the whole table at which its candidates begin. */
  readonly firstRow: number;
  /** The part, which shares no memory with the whole: a thread that is given it is given nothing else. */
  take(): PreparedSplit;
}

/** At most `count` parts, of about as many candidates each; at least one, unless there is no image. */
export function cutSplit(split: PreparedSplit, count: number): CutPart[] {
  const { table } = split;
  const ranges = imageRanges(table);
  const parts: CutPart[] = [];
  let [firstImage, firstRow, endRow] = [0, 0, 0];
  for (let image = 0; image < table.imageIds.length; image++) {
    endRow = Math.max(endRow, ranges.end[image]!);
    const last = image + 1 === table.imageIds.length;
    if (!last && endRow < ((parts.length + 1) * table.length) / count) continue;
    const images = { start: firstImage, end: image + 1 };
    const rows = { start: firstRow, end: endRow };
    parts.push({ firstRow, take: () => takeImages(split, images, rows) });
    [firstImage, firstRow] = [image + 1, endRow];
  }
  return parts;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function takeImages(
  { table, groundTruth, classes }: PreparedSplit,
  images: Range,
  rows: Range,
): PreparedSplit {
  return {
    table: takeRows(table, images, rows),
    groundTruth: takeObjects(groundTruth, images),
    classes,
  };
}

function takeRows(table: CandidateTable, images: Range, { start, end }: Range): CandidateTable {
  const { imageIds, image, sigma, sideSigma } = table;
  return {
    length: end - start,
    imageIds: imageIds.slice(images.start, images.end),
    image: image.slice(start, end).map((index) => index - images.start),
    x1: table.x1.slice(start, end),
    y1: table.y1.slice(start, end),
    x2: table.x2.slice(start, end),
    y2: table.y2.slice(start, end),
    objectness: table.objectness.slice(start, end),
    classIndex: table.classIndex.slice(start, end),
    classProbability: table.classProbability.slice(start, end),
    sigma: sigma && sigma.slice(start * 4, end * 4),
    sideSigma: sideSigma && sideSigma.slice(start * 2, end * 2),
    branch: table.branch.slice(start, end),
    anchor: table.anchor.slice(start, end),
    row: table.row.slice(start, end),
    column: table.column.slice(start, end),
  };
}

function takeObjects(groundTruth: GroundTruthColumns, images: Range): GroundTruthColumns {
  const start = groundTruth.start[images.start]!;
  const end = groundTruth.start[images.end]!;
  return {
    length: end - start,
    images: images.end - images.start,
    start: groundTruth.start.slice(images.start, images.end + 1).map((at) => at - start),
    classIndex: groundTruth.classIndex.slice(start, end),
    area: groundTruth.area.slice(start, end),
    ignore: groundTruth.ignore.slice(start, end),
    x1: groundTruth.x1.slice(start, end),
    y1: groundTruth.y1.slice(start, end),
    x2: groundTruth.x2.slice(start, end),
    y2: groundTruth.y2.slice(start, end),
  };
}

/** What was found in consecutive parts, as if it had been found in the whole. */
export function joinJudged(
  parts: readonly { readonly judged: JudgedSurvivors; readonly firstRow: number }[],
): JudgedSurvivors {
  if (parts.length === 1) return parts[0]!.judged;
  let images = 0;
  let length = 0;
  for (const { judged } of parts) {
    images += judged.start.length - 1;
    length += judged.row.length;
  }
  const start = new Uint32Array(images + 1);
  const row = new Uint32Array(length);
  const score = new Float32Array(length);
  const outcome = new Uint8Array(length);
  let image = 0;
  let at = 0;
  for (const { judged, firstRow } of parts) {
    for (let i = 1; i < judged.start.length; i++) start[image + i] = at + judged.start[i]!;
    for (let i = 0; i < judged.row.length; i++) row[at + i] = firstRow + judged.row[i]!;
    score.set(judged.score, at);
    outcome.set(judged.outcome, at);
    image += judged.start.length - 1;
    at += judged.row.length;
  }
  return { start, row, score, outcome };
}
