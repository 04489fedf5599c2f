// One class of COCO's evaluation: walks its detections by falling score and tallies hits at ten IoU thresholds and four sizes.
import type { DetectionColumns, GroundTruthColumns } from '../matching/columns.ts';
import {
  attemptMatches,
  findOverlaps,
  takeGroundTruth,
  type MatchAttempt,
  type MatchState,
} from '../matching/overlaps.ts';
import { COCO_AREAS, COCO_IOU_THRESHOLDS, COCO_MAX_DETECTIONS } from './coco-parameters.ts';

const THRESHOLDS = COCO_IOU_THRESHOLDS.length;
const AREAS = COCO_AREAS.length;
const ALL_THRESHOLDS = (1 << THRESHOLDS) - 1;

/** Tallies of one class. A pair (area a, threshold t) has index a * 10 + t. */
export interface ClassTally {
  /** Per area: objects that count. */
  readonly objects: Int32Array;
  /** Per pair: hits. */
  readonly hits: Int32Array;
  /** Per pair and hit: false positives that rank before it; the hits of pair p start at p * `capacity`. */
  readonly falsePositives: Int32Array;
  readonly capacity: number;
  /** Per threshold: hits among the best-scored detection, and the ten best, of each image; all sizes. */
  readonly hitsOfFirst: Int32Array;
  readonly hitsOfTen: Int32Array;
}

/** What all classes share. */
export interface TallyContext {
  readonly detections: DetectionColumns;
  readonly attempt: MatchAttempt;
  /** One per area. */
  readonly states: readonly MatchState[];
  /** Detections of the current class seen so far, per image. */
  readonly seen: Uint32Array;
}

const isOutside = (area: number, range: readonly [number, number]): boolean =>
  area < range[0] || area > range[1];

/** Prepares the walk: in each size range, objects of another size are ignored. */
export function createTallyContext(
  groundTruth: GroundTruthColumns,
  detections: DetectionColumns,
): TallyContext {
  const states = COCO_AREAS.map((range) => ({
    taken: new Int32Array(groundTruth.length),
    ignored: groundTruth.ignore.map((kind, g) =>
      kind !== 0 || isOutside(groundTruth.area[g]!, range) ? 1 : 0,
    ),
    kind: groundTruth.ignore,
  }));
  return {
    detections,
    attempt: attemptMatches(
      findOverlaps(groundTruth, detections, COCO_IOU_THRESHOLDS[0]!),
      COCO_IOU_THRESHOLDS,
    ),
    states,
    seen: new Uint32Array(groundTruth.images),
  };
}

/** False positives so far: at every threshold alike per area, and further ones per pair. */
interface MissCounts {
  readonly everywhere: Int32Array;
  readonly byPair: Int32Array;
}

/** Tallies a hit of one detection in one size range at each threshold of `granted`. */
function tallyHits(tally: ClassTally, misses: MissCounts, area: number, granted: number, rank: number): void {
  for (let t = 0; t < THRESHOLDS; t++) {
    if ((granted & (1 << t)) === 0) continue;
    const pair = area * THRESHOLDS + t;
    tally.falsePositives[pair * tally.capacity + tally.hits[pair]!++] =
      misses.everywhere[area]! + misses.byPair[pair]!;
    if (area > 0) continue;
    if (rank < 1) tally.hitsOfFirst[t]!++;
    if (rank < 10) tally.hitsOfTen[t]!++;
  }
}

/** Matches one detection in one size range and tallies it. */
function tallyDetection(
  { attempt, states }: TallyContext,
  tally: ClassTally,
  misses: MissCounts,
  detection: number,
  area: number,
  outside: boolean,
  rank: number,
): void {
  const { overlaps } = attempt;
  const state = states[area]!;
  const open = takeGroundTruth(attempt, state, detection, ALL_THRESHOLDS);
  for (let k = overlaps.start[detection]!; k < overlaps.start[detection + 1]!; k++) {
    const granted = attempt.granted[k]!;
    if (granted === 0 || state.ignored[overlaps.groundTruth[k]!] !== 0) continue;
    tallyHits(tally, misses, area, granted, rank);
  }
  if (outside || open === 0) return;
  for (let t = 0; t < THRESHOLDS; t++) misses.byPair[area * THRESHOLDS + t]! += (open >> t) & 1;
}

/**
 * Walks the detections of one class, all images together, by falling score: matches in different images do not touch each
 * other, so no grouping by image is needed.
 * @param ranked detections of the class by descending score, ties by image, then by the order given.
 * @param objects of the class, as indices of ground truth.
 */
export function tallyClass(context: TallyContext, ranked: Uint32Array, objects: Uint32Array): ClassTally {
  const { detections, states, seen } = context;
  const { start } = context.attempt.overlaps;
  const pairs = AREAS * THRESHOLDS;
  const tally = {
    objects: new Int32Array(AREAS),
    hits: new Int32Array(pairs),
    falsePositives: new Int32Array(pairs * objects.length),
    capacity: objects.length,
    hitsOfFirst: new Int32Array(THRESHOLDS),
    hitsOfTen: new Int32Array(THRESHOLDS),
  };
  for (const g of objects) {
    for (let area = 0; area < AREAS; area++) if (states[area]!.ignored[g] === 0) tally.objects[area]!++;
  }
  const misses = { everywhere: new Int32Array(AREAS), byPair: new Int32Array(pairs) };
  seen.fill(0);
  for (let i = 0; i < ranked.length; i++) {
    const detection = ranked[i]!;
    const rank = seen[detections.image[detection]!]!++;
    if (rank >= COCO_MAX_DETECTIONS) continue;
    const overlapping = start[detection] !== start[detection + 1];
    const size =
      (detections.x2[detection]! - detections.x1[detection]!) *
      (detections.y2[detection]! - detections.y1[detection]!);
    for (let area = 0; area < AREAS; area++) {
      const outside = isOutside(size, COCO_AREAS[area]!);
      if (overlapping) tallyDetection(context, tally, misses, detection, area, outside, rank);
      else if (!outside) misses.everywhere[area]!++;
    }
  }
  return tally;
}
