// Every box of a split that was judged at an operating point, as columns: what walls, plots and breakdowns are made from.
import { classifyErrors, type ImageErrors } from '../errors/classify.ts';
import { ERROR_KINDS, NO_ERROR } from '../errors/error-kind.ts';
import type { GroundTruth } from '../matching/detection.ts';
import { judgeImage, type ImageEvaluation } from '../matching/match.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { imageRanges } from '../nms/image-ranges.ts';
import { meanSigma } from '../nms/scores.ts';
import { scoreTable } from '../nms/scored-table.ts';
import { suppressSplit, type KeptDetections } from '../nms/suppress-split.ts';
import type { CandidateTable } from '../decode/candidate-table.ts';

/** What a row is: its number stands in the column `outcome`. */
export const JUDGED_OUTCOMES = ['tp', 'fp', 'missed'] as const;
export type JudgedOutcome = (typeof JUDGED_OUTCOMES)[number];
/** `groundTruth`, `groundTruthClass`, `row`, `branch` and `anchor` where there is none. */
export const NONE = -1;

/**
 * A row is a detection that counts, or an object that none took; ignored ones are left out. Boxes are xyxy in image px. All
 * columns have `length` entries. Rows of one image stand together, detections by descending score before missed objects.
 */
export interface JudgedTable {
  readonly length: number;
  /** Index into the evaluated images. */
  readonly image: Uint32Array;
  readonly outcome: Uint8Array;
  /** Position in ERROR_KINDS; NO_ERROR for a true positive, and a missed object that a false positive is about. */
  readonly kind: Uint8Array;
  /** Class of the detection, or of the missed object. */
  readonly classIndex: Uint16Array;
  /** In [0, 1]; 0 for a missed object. */
  readonly score: Float32Array;
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly x2: Float32Array;
  readonly y2: Float32Array;
  /** The object that the outcome speaks of: taken, or the one that explains the error. Index within the image. */
  readonly groundTruth: Int32Array;
  readonly groundTruthClass: Int16Array;
  /** IoU with it; 0 where there is none. */
  readonly iou: Float32Array;
  /** Row of the candidate among those of its image. */
  readonly row: Int32Array;
  readonly branch: Int16Array;
  readonly anchor: Int16Array;
  /** Mean of the four sigmas, in [0, 1]; 0 without a Gaussian head. */
  readonly sigma: Float32Array;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function emptyTable(length: number): Writable<JudgedTable> {
  return {
    length,
    image: new Uint32Array(length),
    outcome: new Uint8Array(length),
    kind: new Uint8Array(length).fill(NO_ERROR),
    classIndex: new Uint16Array(length),
    score: new Float32Array(length),
    x1: new Float32Array(length),
    y1: new Float32Array(length),
    x2: new Float32Array(length),
    y2: new Float32Array(length),
    groundTruth: new Int32Array(length).fill(NONE),
    groundTruthClass: new Int16Array(length).fill(NONE),
    iou: new Float32Array(length),
    row: new Int32Array(length).fill(NONE),
    branch: new Int16Array(length).fill(NONE),
    anchor: new Int16Array(length).fill(NONE),
    sigma: new Float32Array(length),
  };
}

/** A detection with the row of the split's table that it came from. */
interface OriginDetection {
  readonly box: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
  readonly classIndex: number;
  readonly score: number;
  readonly tableRow: number;
}

interface JudgedImage {
  readonly evaluation: ImageEvaluation<OriginDetection>;
  readonly errors: ImageErrors;
}

/**
 * Judges a split at an operating point, by the functions that judge a single image.
 * @param groundTruth a list per image of the table, in the order of its `imageIds`.
 */
export function judgeTable(
  table: CandidateTable,
  groundTruth: readonly (readonly GroundTruth[])[],
  settings: OperatingSettings,
): JudgedTable {
  const detections = suppressSplit(scoreTable(table, settings), settings);
  const perImage = detectionsPerImage(detections, groundTruth.length);
  const images = groundTruth.map((objects, image): JudgedImage => {
    const muted = new Set(settings.muted?.classes);
    const counted = objects.map((object): GroundTruth =>
      muted.has(object.classIndex) ? { ...object, ignore: 'crowd' } : object,
    );
    const evaluation = judgeImage(counted, perImage[image]!, settings);
    return { evaluation, errors: classifyErrors(evaluation, settings) };
  });
  return fillTable(table, images);
}

function detectionsPerImage(detections: KeptDetections, images: number): OriginDetection[][] {
  const perImage = Array.from({ length: images }, (): OriginDetection[] => []);
  for (let i = 0; i < detections.length; i++)
    perImage[detections.image[i]!]!.push({
      box: { x1: detections.x1[i]!, y1: detections.y1[i]!, x2: detections.x2[i]!, y2: detections.y2[i]! },
      classIndex: detections.classIndex[i]!,
      score: detections.score[i]!,
      tableRow: detections.row[i]!,
    });
  return perImage;
}

function fillTable(candidates: CandidateTable, images: readonly JudgedImage[]): JudgedTable {
  const length = images.reduce(
    (sum, { evaluation }) =>
      sum +
      evaluation.detections.filter(({ outcome }) => outcome !== 'ignored').length +
      evaluation.groundTruth.filter(({ outcome }) => outcome === 'missed').length,
    0,
  );
  const table = emptyTable(length);
  const { start } = imageRanges(candidates);
  let at = 0;
  images.forEach(({ evaluation, errors }, image) => {
    const setBox = ({ box }: Pick<OriginDetection, 'box'>): void => {
      table.image[at] = image;
      table.x1[at] = box.x1;
      table.y1[at] = box.y1;
      table.x2[at] = box.x2;
      table.y2[at] = box.y2;
    };
    const setObject = (groundTruth: number | null, iou: number): void => {
      if (groundTruth === null) return;
      table.groundTruth[at] = groundTruth;
      table.groundTruthClass[at] = evaluation.groundTruth[groundTruth]!.classIndex;
      table.iou[at] = iou;
    };
    const errorOf = new Map(errors.falsePositives.map((error) => [error.detection, error]));
    evaluation.detections.forEach((detection, index) => {
      if (detection.outcome === 'ignored') return;
      setBox(detection);
      table.outcome[at] = JUDGED_OUTCOMES.indexOf(detection.outcome);
      table.classIndex[at] = detection.classIndex;
      table.score[at] = detection.score;
      table.row[at] = detection.tableRow - start[image]!;
      table.branch[at] = candidates.branch[detection.tableRow]!;
      table.anchor[at] = candidates.anchor[detection.tableRow]!;
      table.sigma[at] = meanSigma(candidates, detection.tableRow);
      const error = errorOf.get(index);
      if (error === undefined) setObject(detection.groundTruth, detection.iou);
      else {
        table.kind[at] = ERROR_KINDS.indexOf(error.kind);
        setObject(error.groundTruth, error.iou);
      }
      at++;
    });
    for (const { groundTruth, kind } of errors.missed) {
      const object = evaluation.groundTruth[groundTruth]!;
      setBox(object);
      table.outcome[at] = JUDGED_OUTCOMES.indexOf('missed');
      if (kind !== null) table.kind[at] = ERROR_KINDS.indexOf(kind);
      table.classIndex[at] = object.classIndex;
      setObject(groundTruth, 1);
      at++;
    }
  });
  return table;
}
