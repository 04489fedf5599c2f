// TIDE's error analysis of a split: how many errors of each kind there are, and what each kind costs in average precision.
import type { DetectionColumns, GroundTruthColumns } from '../matching/columns.ts';
import { COCO_MAX_DETECTIONS } from '../metrics/coco-parameters.ts';
import { meanOfKnown } from '../metrics/precision-recall.ts';
import { rankWithinLimit } from '../metrics/rank-detections.ts';
import { sum } from '../statistics/sum.ts';
import { countErrors } from './count-errors.ts';
import { recordKinds, type ErrorKind, type ErrorThresholds } from './error-kind.ts';
import { findErrors } from './find-errors.ts';
import { fixedPrecisions } from './fixed-precision.ts';
import { matchLikeTide } from './tide-matching.ts';

/** What fixing something would add to AP, in [0, 1]. */
export interface Gain {
  readonly dAP: number;
}

/** Errors, and what they cost. */
export interface ErrorImpacts {
  /** At the match IoU threshold; -1 where there is neither an object nor a detection. */
  readonly AP: number;
  readonly kinds: Readonly<Record<ErrorKind, Gain & { readonly count: number }>>;
  /** All false positives ranked last. */
  readonly falsePositives: Gain;
  /** All objects that were not found left out. */
  readonly falseNegatives: Gain;
}

/** Of the whole split, and of each class in the order of the class list. */
export interface TideErrors extends ErrorImpacts {
  /** Kinds are counted by the class of the detection or of the missed object; dAP is the change of the class' own AP. */
  readonly classes: readonly ErrorImpacts[];
}

/**
 * Error analysis equal to tidecv's (Bolya et al. 2020, "TIDE: A General Toolbox for Identifying Object Detection Errors"), the
 * best 100 detections of each image at no score threshold. Boxes in image px.
 *
 * It follows TIDE where that differs from how this project counts elsewhere: AP takes a class with detections and no object as
 * 0, where COCO leaves it out. Ignore regions excuse detections by `matchLikeTide`; an excused detection is left out of AP, yet
 * has a kind, is counted with it, and may claim an object. So counts of kinds add up to false positives and excused
 * detections, and those at an operating point are taken from `judgeDetections` instead.
 *
 * It differs from tidecv in ties only: of two objects that a detection overlaps equally the later is taken, as in COCO, and
 * detections of equal score keep their order when one of them is fixed.
 *
 * Time: O(n) in detections, times the objects of an image; memory: about 50 bytes a detection.
 */
export function evaluateTide(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
  classCount: number,
  thresholds: ErrorThresholds,
): TideErrors {
  const order = rankWithinLimit(detections, groundTruth.images, COCO_MAX_DETECTIONS);
  const matching = matchLikeTide(groundTruth, detections, order, thresholds.matchIouThreshold);
  const { objects, judgement } = matching;
  const errors = findErrors(objects, detections, judgement, thresholds);
  const counts = countErrors(objects, detections, judgement, errors, classCount);
  const fixed = fixedPrecisions({ ...matching, detections, order, errors, counts, classCount });

  const impacts = (
    precisionOf: (classes: Float64Array) => number,
    countOf: (classes: Uint32Array) => number,
  ): ErrorImpacts => {
    const AP = precisionOf(fixed.untouched);
    const gain = (classes: Float64Array): number => {
      const precision = precisionOf(classes);
      return AP < 0 || precision < 0 ? 0 : Math.max(0, precision - AP);
    };
    return {
      AP,
      kinds: recordKinds((kind) => ({ count: countOf(counts[kind]!), dAP: gain(fixed.kinds[kind]!) })),
      falsePositives: { dAP: gain(fixed.falsePositives) },
      falseNegatives: { dAP: gain(fixed.falseNegatives) },
    };
  };
  return {
    ...impacts((classes) => meanOfKnown([...classes]), sum),
    classes: Array.from({ length: classCount }, (_, c) =>
      impacts(
        (classes) => classes[c]!,
        (classes) => classes[c]!,
      ),
    ),
  };
}
