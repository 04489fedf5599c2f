// The errors among judged detections of any number of images: the kind of each false positive, and the object it is about.
import { COUNTED, type DetectionColumns, type GroundTruthColumns } from '../matching/columns.ts';
import { FALSE_POSITIVE, type Judgement } from '../matching/judge.ts';
import {
  BACKGROUND_IOU,
  CLASSIFICATION,
  DUPLICATE,
  falsePositiveKind,
  LOCALIZATION,
  NO_ERROR,
  type ErrorThresholds,
} from './error-kind.ts';

/** Errors of a split. All but `claimedBy` have an entry for each detection. */
export interface SplitErrors {
  /** Number of the kind; NO_ERROR for what is no false positive, or scores less than was asked for. */
  readonly kind: Uint8Array;
  /**
   * Ground truth that the kind speaks of: the object placed badly, named wrongly or found twice; for `both` and `background` the
   * object of any class that overlaps most. -1 where none overlaps.
   */
  readonly groundTruth: Int32Array;
  /** IoU with it; 0 where there is none. */
  readonly iou: Float64Array;
  /** Per ground truth: the best-scored localization or classification error about it, the first of equals; else -1. */
  readonly claimedBy: Int32Array;
}

/** The largest overlap among some objects, the first of equals: its IoU, and the object or -1. */
interface Nearest {
  iou: number;
  object: number;
}

/** Compares detections with the counted objects of their images. One is made for a whole split. */
class ObjectSearch {
  /** Objects of the detection's class, of all other classes, and of its class where a detection took them. */
  readonly same: Nearest = { iou: 0, object: -1 };
  readonly other: Nearest = { iou: 0, object: -1 };
  readonly taken: Nearest = { iou: 0, object: -1 };
  readonly #groundTruth: GroundTruthColumns;
  readonly #detections: DetectionColumns;
  readonly #takenBy: Int32Array;

  constructor(groundTruth: GroundTruthColumns, detections: DetectionColumns, takenBy: Int32Array) {
    this.#groundTruth = groundTruth;
    this.#detections = detections;
    this.#takenBy = takenBy;
  }

  /** Leaves the nearest objects of a detection in `same`, `other` and `taken`. */
  search(detection: number): void {
    const { start, classIndex, ignore, x1, y1, x2, y2 } = this.#groundTruth;
    const left = this.#detections.x1[detection]!;
    const top = this.#detections.y1[detection]!;
    const right = this.#detections.x2[detection]!;
    const bottom = this.#detections.y2[detection]!;
    const area = (right - left) * (bottom - top);
    const own = this.#detections.classIndex[detection]!;
    const image = this.#detections.image[detection]!;
    for (const nearest of [this.same, this.other, this.taken]) set(nearest, 0, -1);
    for (let g = start[image]!; g < start[image + 1]!; g++) {
      const width = Math.min(right, x2[g]!) - Math.max(left, x1[g]!);
      if (width <= 0) continue;
      const height = Math.min(bottom, y2[g]!) - Math.max(top, y1[g]!);
      if (height <= 0 || ignore[g] !== COUNTED) continue;
      const intersection = width * height;
      const iou = intersection / (area + (x2[g]! - x1[g]!) * (y2[g]! - y1[g]!) - intersection);
      if (classIndex[g] !== own) {
        if (iou > this.other.iou) set(this.other, iou, g);
        continue;
      }
      if (iou > this.same.iou) set(this.same, iou, g);
      if (iou > this.taken.iou && this.#takenBy[g]! >= 0) set(this.taken, iou, g);
    }
  }
}

function set(nearest: Nearest, iou: number, object: number): void {
  nearest.iou = iou;
  nearest.object = object;
}

/** Per ground truth, the best-scored detection that a better place or the right name would have made a hit. */
function findClaims(
  { length }: GroundTruthColumns,
  { score }: DetectionColumns,
  { kind, groundTruth }: Pick<SplitErrors, 'kind' | 'groundTruth'>,
): Int32Array {
  const claimedBy = new Int32Array(length).fill(-1);
  for (let d = 0; d < kind.length; d++) {
    if (kind[d] !== LOCALIZATION && kind[d] !== CLASSIFICATION) continue;
    const object = groundTruth[d]!;
    const rival = claimedBy[object]!;
    if (rival < 0 || score[d]! > score[rival]!) claimedBy[object] = d;
  }
  return claimedBy;
}

/**
 * Errors as TIDE defines them (see `falsePositiveKind`), image px. Ignore regions, and what the judgement excused on them, take
 * no part. The kind of a false positive does not depend on weaker detections: what takes its object was judged before it.
 * Time: false positives x objects of their image.
 * @param scoreThreshold only false positives of at least this score are looked at.
 */
export function findErrors(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  judgement: Pick<Judgement, 'outcome' | 'detection'>,
  { matchIouThreshold, backgroundIouThreshold = BACKGROUND_IOU }: ErrorThresholds,
  scoreThreshold = -Infinity,
): SplitErrors {
  const errors = {
    kind: new Uint8Array(detections.length).fill(NO_ERROR),
    groundTruth: new Int32Array(detections.length).fill(-1),
    iou: new Float64Array(detections.length),
  };
  const nearest = new ObjectSearch(groundTruth, detections, judgement.detection);
  const { same, other, taken } = nearest;
  for (let d = 0; d < detections.length; d++) {
    if (judgement.outcome[d] !== FALSE_POSITIVE || !(detections.score[d]! >= scoreThreshold)) continue;
    nearest.search(d);
    const kind = falsePositiveKind(same.iou, other.iou, taken.iou, matchIouThreshold, backgroundIouThreshold);
    const about = aboutWhich(kind, nearest);
    errors.kind[d] = kind;
    errors.groundTruth[d] = about.object;
    errors.iou[d] = about.iou;
  }
  return { ...errors, claimedBy: findClaims(groundTruth, detections, errors) };
}

/** The object that a kind speaks of. */
function aboutWhich(kind: number, { same, other, taken }: ObjectSearch): Nearest {
  if (kind === LOCALIZATION) return same;
  if (kind === CLASSIFICATION) return other;
  if (kind === DUPLICATE) return taken;
  return same.iou >= other.iou ? same : other;
}
