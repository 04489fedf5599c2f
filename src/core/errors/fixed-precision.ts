// Average precision of each class as it would be if one kind of error were fixed.
import type { DetectionColumns } from '../matching/columns.ts';
import { TRUE_POSITIVE } from '../matching/judge.ts';
import { countObjects } from '../metrics/operating-point.ts';
import { meanPrecision } from '../metrics/precision-recall.ts';
import { ERROR_KINDS, MISSED } from './error-kind.ts';
import type { ErrorCounts } from './count-errors.ts';
import type { SplitErrors } from './find-errors.ts';
import type { TideMatching } from './tide-matching.ts';

/**
 * Recall 0, 1/100 .. 1. COCO's points are multiples of a rounded 0.01, some of them a bit larger: a recall that is reached
 * exactly falls short of those.
 */
const TIDE_RECALLS: readonly number[] = Array.from({ length: 101 }, (_, i) => i / 100);

/** Everything that AP is taken from. */
export interface TideSplit extends TideMatching {
  readonly detections: DetectionColumns;
  /** The detections that count, by descending score. */
  readonly order: Uint32Array;
  readonly errors: SplitErrors;
  readonly counts: ErrorCounts;
  readonly classCount: number;
}

/** AP of each class, in [0, 1]: 0 for a class with detections and no object, -1 for one with neither. */
export interface FixedPrecisions {
  /** Nothing fixed. */
  readonly untouched: Float64Array;
  /** By a kind's number: all errors of that kind fixed, all others as they are. */
  readonly kinds: readonly Float64Array[];
  /** Every false positive ranked behind every hit. */
  readonly falsePositives: Float64Array;
  /** Every object that was not found left out. */
  readonly falseNegatives: Float64Array;
}

/** Hits and false positives of each class, after a fix. */
interface Tally {
  readonly hits: Int32Array;
  readonly falsePositives: Int32Array;
  /** Per hit the false positives that rank before it; the hits of class c start at first[c]. */
  readonly before: Int32Array;
  readonly first: Int32Array;
}

function firstOfClasses(objects: ArrayLike<number>): Int32Array {
  const first = new Int32Array(objects.length + 1);
  for (let c = 0; c < objects.length; c++) first[c + 1] = first[c]! + objects[c]!;
  return first;
}

/**
 * Walks the detections once. A fixed localization or classification error becomes a hit of its object's class where the object
 * is free and no better-scored error claims it; every other fixed false positive is gone.
 */
function tallyFixed(split: TideSplit, fixedKind: number, first: Int32Array): Tally {
  const { detections, objects, judgement, excused, errors, order } = split;
  const before = new Int32Array(objects.length);
  const hits = new Int32Array(split.classCount);
  const falsePositives = new Int32Array(split.classCount);
  for (let i = 0; i < order.length; i++) {
    const d = order[i]!;
    let isHit = judgement.outcome[d] === TRUE_POSITIVE;
    let c = detections.classIndex[d]!;
    if (errors.kind[d] === fixedKind) {
      const object = errors.groundTruth[d]!;
      if (errors.claimedBy[object] !== d || judgement.detection[object]! >= 0) continue;
      isHit = true;
      c = objects.classIndex[object]!;
    }
    if (isHit) before[first[c]! + hits[c]!++] = falsePositives[c]!;
    else if (excused[d] === 0) falsePositives[c]!++;
  }
  return { hits, falsePositives, before, first };
}

/** @param objects of each class, at least its hits */
function classPrecisions({ hits, falsePositives, before, first }: Tally, objects: ArrayLike<number>) {
  const curve = new Float64Array(TIDE_RECALLS.length);
  return Float64Array.from(objects, (count, c) => {
    if (count > 0) return meanPrecision(before, first[c]!, hits[c]!, count, curve, TIDE_RECALLS);
    return falsePositives[c]! > 0 ? 0 : -1;
  });
}

/** AP before and after every fix. Time: seven walks over the detections. */
export function fixedPrecisions(split: TideSplit): FixedPrecisions {
  const objects = countObjects(split.objects, split.classCount);
  const first = firstOfClasses(objects);
  // No detection is a missed object, so this leaves all as they are.
  const asTheyAre = tallyFixed(split, MISSED, first);
  const kinds = ERROR_KINDS.map((_, kind) =>
    kind === MISSED
      ? classPrecisions(
          asTheyAre,
          objects.map((count, c) => count - split.counts[MISSED]![c]!),
        )
      : classPrecisions(tallyFixed(split, kind, first), objects),
  );
  const ranked = { ...asTheyAre, before: new Int32Array(asTheyAre.before.length) };
  return {
    untouched: classPrecisions(asTheyAre, objects),
    kinds,
    falsePositives: classPrecisions(ranked, objects),
    falseNegatives: classPrecisions(asTheyAre, asTheyAre.hits),
  };
}
