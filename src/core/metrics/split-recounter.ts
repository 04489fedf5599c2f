// A split counted at other settings: what a moving slider changes is done anew, all else only once.
import { COUNTED } from '../matching/columns.ts';
import { FALSE_POSITIVE, judgeByOverlaps, TRUE_POSITIVE, UNJUDGED } from '../matching/judge.ts';
import { findOverlaps, type Overlaps } from '../matching/overlaps.ts';
import { orderByScore } from '../nms/order-by-score.ts';
import { keepPositions, type KeptPositions } from '../nms/suppress-split.ts';
import { sum } from '../statistics/sum.ts';
import { COCO_MAX_DETECTIONS } from './coco-parameters.ts';
import type { PreparedSplit } from './evaluate-split.ts';
import { groupAt, groupIndices, type GroupedIndices } from './group-indices.ts';
import { countObjects, operatingPoint } from './operating-point.ts';
import { meanOfKnown, meanPrecision } from './precision-recall.ts';
import type { OperatingPoint, OperatingSettings } from './summary.ts';

/** Bins of the score histograms over [0, 1]. */
const SCORE_BINS = 25;
/** Any boxes that touch overlap at this threshold. */
const TOUCHING = Number.MIN_VALUE;

/** Counts of a whole split. */
export interface RecountedSplit {
  readonly operatingPoint: OperatingPoint;
  /** In the order of the table's images; `objects`: those that count. */
  readonly images: { readonly tp: Uint32Array; readonly fp: Uint32Array; readonly objects: Uint32Array };
  /** Judged detections by score, whatever the score threshold. */
  readonly scoreHistogram: { readonly tp: number[]; readonly fp: number[] };
}

/** A split made ready for being counted at any settings. Holds about 40 bytes a candidate. */
export class SplitRecounter {
  readonly #prepared: PreparedSplit;
  readonly #overlaps: Overlaps;
  /** Positions by class, each class' by descending score, ties by image, then by row: the order in which COCO ranks. */
  readonly #byClass: GroupedIndices;
  readonly #objectsOfClass: Uint32Array;
  readonly #objectsOfImage: Uint32Array;

  constructor(prepared: PreparedSplit) {
    const { scored, groundTruth, classes } = prepared;
    const { columns, table } = scored;
    this.#prepared = prepared;
    // Ranking moves rows within their image only, so a position has the image of the row with the same number.
    const boxes = { ...columns, length: table.length, image: table.image };
    this.#overlaps = findOverlaps(groundTruth, boxes, TOUCHING);
    const groups = Math.max(scored.classes, classes.length);
    this.#byClass = groupIndices(columns.classIndex, groups, orderByScore(columns.score));
    this.#objectsOfClass = countObjects(groundTruth, classes.length);
    this.#objectsOfImage = new Uint32Array(groundTruth.images);
    for (let image = 0; image < groundTruth.images; image++) {
      for (let g = groundTruth.start[image]!; g < groundTruth.start[image + 1]!; g++)
        if (groundTruth.ignore[g] === COUNTED) this.#objectsOfImage[image]!++;
    }
  }

  /**
   * What survives suppression at no score threshold: the score slider only counts anew, and so does that of the maximum, as at
   * least COCO's 100 are kept.
   */
  keep(nmsIouThreshold: number, maxDetections: number): KeptPositions {
    return keepPositions(this.#prepared.scored, {
      scoreThreshold: 0,
      nmsIouThreshold,
      maxDetections: Math.max(maxDetections, COCO_MAX_DETECTIONS),
    });
  }

  /** The outcome of every position; UNJUDGED for those that were suppressed. */
  judge({ position }: KeptPositions, matchIouThreshold: number): Uint8Array {
    return judgeByOverlaps(this.#prepared.groundTruth, this.#overlaps, position, matchIouThreshold).outcome;
  }

  /** Counts at the settings under which `kept` and `outcome` were made. */
  count(
    { position, start }: KeptPositions,
    outcome: Uint8Array,
    settings: OperatingSettings,
  ): RecountedSplit {
    const { scoreThreshold, maxDetections } = settings;
    const { score } = this.#prepared.scored.columns;
    const images = start.length - 1;
    const bins = [new Array<number>(SCORE_BINS).fill(0), new Array<number>(SCORE_BINS).fill(0)] as const;
    const counts = [new Uint32Array(images), new Uint32Array(images)] as const;
    for (let image = 0; image < images; image++) {
      const end = Math.min(start[image + 1]!, start[image]! + maxDetections);
      for (let i = start[image]!; i < end; i++) {
        const at = position[i]!;
        const kind = outcome[at]!;
        if (kind !== TRUE_POSITIVE && kind !== FALSE_POSITIVE) continue;
        const value = score[at]!;
        bins[kind][Math.min(SCORE_BINS - 1, Math.floor(value * SCORE_BINS))]!++;
        if (value >= scoreThreshold) counts[kind][image]!++;
      }
    }
    const [fp, tp] = [counts[FALSE_POSITIVE], counts[TRUE_POSITIVE]];
    const hits = sum(tp);
    const total = { tp: hits, fp: sum(fp), fn: sum(this.#objectsOfImage) - hits };
    return {
      operatingPoint: operatingPoint(total, images, settings),
      images: { tp, fp, objects: this.#objectsOfImage },
      scoreHistogram: { tp: bins[TRUE_POSITIVE], fp: bins[FALSE_POSITIVE] },
    };
  }

  /**
   * COCO's average precision at one IoU, the best 100 detections of an image, whatever the score threshold.
   * @param outcome judged at that IoU @returns -1 where no object counts
   */
  averagePrecision({ position, start }: KeptPositions, outcome: Uint8Array): number {
    const counted = outcome.slice();
    for (let image = 0; image + 1 < start.length; image++) {
      for (let i = start[image]! + COCO_MAX_DETECTIONS; i < start[image + 1]!; i++)
        counted[position[i]!] = UNJUDGED;
    }
    const precisions = Array.from(this.#objectsOfClass, (objects, c) =>
      averagePrecision(groupAt(this.#byClass, c), counted, objects),
    );
    return meanOfKnown(precisions);
  }
}

/** One class: its detections by descending score, and the outcome of each. */
function averagePrecision(ranked: Uint32Array, outcome: Uint8Array, objects: number): number {
  if (objects === 0) return -1;
  const before = new Int32Array(objects);
  let hits = 0;
  let falsePositives = 0;
  for (let i = 0; i < ranked.length; i++) {
    const kind = outcome[ranked[i]!];
    if (kind === TRUE_POSITIVE) before[hits++] = falsePositives;
    else if (kind === FALSE_POSITIVE) falsePositives++;
  }
  return meanPrecision(before, 0, hits, objects);
}
