// Says of each false positive and each missed object what kind of error it is, and what is needed to put it in words.
import { boxIou } from '../boxes/iou.ts';
import type { ImageEvaluation } from '../matching/match.ts';

/** What is wrong with a false positive. */
export type FalsePositiveKind = 'classification' | 'localization' | 'both' | 'duplicate' | 'background';
/** Kinds of error: those of false positives, and `missed` for an object that nothing found. */
export type ErrorKind = FalsePositiveKind | 'missed';

/** A false positive and the ground truth that explains it. */
export interface FalsePositiveError {
  /** Index of the detection in the evaluation. */
  readonly detection: number;
  readonly kind: FalsePositiveKind;
  /**
   * Index of the ground truth that the kind speaks of: the object placed badly, named wrongly or found twice; for `both` and
   * `background` the object of any class that overlaps most. Null where none overlaps at all.
   */
  readonly groundTruth: number | null;
  /** IoU with it; 0 where there is none. */
  readonly iou: number;
  /** For a duplicate: index of the detection that took the object. */
  readonly takenBy: number | null;
}

/** A counted object that no detection took. */
export interface MissedObject {
  /** Index of the ground truth in the evaluation. */
  readonly groundTruth: number;
  /**
   * `missed`: nothing came near. Null: a detection found it but placed it badly or named it wrongly; that error stands with
   * the detection and is not counted twice.
   */
  readonly kind: 'missed' | null;
  /** The best-scored detection whose localization or classification error is about this object. */
  readonly claimedBy: number | null;
}

export interface ImageErrors {
  readonly falsePositives: readonly FalsePositiveError[];
  readonly missed: readonly MissedObject[];
}

/** Thresholds of TIDE; both are inclusive. */
export interface ErrorThresholds {
  /** IoU from which a detection counts as placed: the one that the image was judged at. */
  readonly matchIouThreshold: number;
  /** IoU up to which a detection overlaps nothing worth naming. TIDE's default 0.1. */
  readonly backgroundIouThreshold?: number;
}

/** The largest overlap among some objects; the first of equals. */
interface Nearest {
  readonly groundTruth: number | null;
  readonly iou: number;
}

const BACKGROUND_IOU = 0.1;

/** The counted object that overlaps the detection most, among those that pass. Touching is required. */
function nearestObject(
  { detections, groundTruth }: ImageEvaluation,
  detection: number,
  passes: (object: ImageEvaluation['groundTruth'][number]) => boolean,
): Nearest {
  const { box } = detections[detection]!;
  let nearest: Nearest = { groundTruth: null, iou: 0 };
  groundTruth.forEach((object, index) => {
    if (object.outcome === 'ignored' || !passes(object)) return;
    const iou = boxIou(box, object.box);
    if (iou > nearest.iou) nearest = { groundTruth: index, iou };
  });
  return nearest;
}

/** The kind of one false positive: TIDE's tests in TIDE's order, the first that holds. */
function classifyFalsePositive(
  evaluation: ImageEvaluation,
  detection: number,
  match: number,
  background: number,
): FalsePositiveError {
  const { classIndex } = evaluation.detections[detection]!;
  const error = (kind: FalsePositiveKind, nearest: Nearest, takenBy: number | null = null) => ({
    detection,
    kind,
    ...nearest,
    takenBy,
  });
  const same = nearestObject(evaluation, detection, (object) => object.classIndex === classIndex);
  if (same.groundTruth !== null && same.iou >= background && same.iou <= match) {
    return error('localization', same);
  }
  const other = nearestObject(evaluation, detection, (object) => object.classIndex !== classIndex);
  if (other.groundTruth !== null && other.iou >= match) return error('classification', other);
  const taken = nearestObject(
    evaluation,
    detection,
    (object) => object.classIndex === classIndex && object.outcome === 'matched',
  );
  if (taken.groundTruth !== null && taken.iou >= match) {
    return error('duplicate', taken, evaluation.groundTruth[taken.groundTruth]!.detection);
  }
  const any = same.iou >= other.iou ? same : other;
  return error(any.iou <= background ? 'background' : 'both', any);
}

/** For each object, the best-scored detection whose localization or classification error is about it. */
function findClaims(
  evaluation: ImageEvaluation,
  falsePositives: readonly FalsePositiveError[],
): Map<number, number> {
  const claims = new Map<number, number>();
  for (const { kind, groundTruth, detection } of falsePositives) {
    if (groundTruth === null || (kind !== 'localization' && kind !== 'classification')) continue;
    const rival = claims.get(groundTruth);
    const { score } = evaluation.detections[detection]!;
    if (rival === undefined || score > evaluation.detections[rival]!.score)
      claims.set(groundTruth, detection);
  }
  return claims;
}

/**
 * Error kinds as TIDE defines them (Bolya et al. 2020, "TIDE: A General Toolbox for Identifying Object Detection Errors"): for
 * each false positive the first that holds of localization (same class, background <= IoU <= match), classification (another
 * class, IoU >= match), duplicate (same class, IoU >= match, already taken), background (no IoU above the background
 * threshold), both. Ignore regions and detections on them take no part. Boxes in image px.
 */
export function classifyErrors(
  evaluation: ImageEvaluation,
  { matchIouThreshold, backgroundIouThreshold = BACKGROUND_IOU }: ErrorThresholds,
): ImageErrors {
  const falsePositives: FalsePositiveError[] = [];
  evaluation.detections.forEach(({ outcome }, detection) => {
    if (outcome !== 'fp') return;
    falsePositives.push(
      classifyFalsePositive(evaluation, detection, matchIouThreshold, backgroundIouThreshold),
    );
  });
  const claims = findClaims(evaluation, falsePositives);
  const missed: MissedObject[] = [];
  evaluation.groundTruth.forEach(({ outcome }, groundTruth) => {
    if (outcome !== 'missed') return;
    const claimedBy = claims.get(groundTruth) ?? null;
    missed.push({ groundTruth, kind: claimedBy === null ? 'missed' : null, claimedBy });
  });
  return { falsePositives, missed };
}
