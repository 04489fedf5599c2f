// One class of COCO's evaluation: walks its detections by falling score and tallies hits at ten IoU thresholds and four sizes.
import {
  bestMatch,
  createOverlaps,
  findOverlaps,
  type MatchState,
  type Overlaps,
} from '../matching/best-match.ts';
import type { DetectionColumns, GroundTruthColumns } from '../matching/columns.ts';
import { COCO_AREAS, COCO_IOU_THRESHOLDS, COCO_MAX_DETECTIONS } from './coco-parameters.ts';

const THRESHOLDS = COCO_IOU_THRESHOLDS.length;
const AREAS = COCO_AREAS.length;

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
  readonly groundTruth: GroundTruthColumns;
  readonly detections: DetectionColumns;
  readonly overlaps: Overlaps;
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
    groundTruth,
    detections,
    overlaps: createOverlaps(groundTruth),
    states,
    seen: new Uint32Array(groundTruth.images),
  };
}

/** Matches one detection in one size range at every threshold and tallies it. */
function tallyDetection(
  { overlaps, states }: TallyContext,
  tally: ClassTally,
  area: number,
  outside: boolean,
  rank: number,
  misses: Int32Array,
): void {
  const state = states[area]!;
  for (let t = 0; t < THRESHOLDS; t++) {
    const pair = area * THRESHOLDS + t;
    const match = bestMatch(overlaps, state, 1 << t, COCO_IOU_THRESHOLDS[t]!);
    if (match < 0) {
      if (!outside) misses[pair]!++;
      continue;
    }
    const taken = overlaps.groundTruth[match]!;
    state.taken[taken]! |= 1 << t;
    if (state.ignored[taken] !== 0) continue;
    tally.falsePositives[pair * tally.capacity + tally.hits[pair]!++] = misses[pair]!;
    if (area > 0) continue;
    if (rank < 1) tally.hitsOfFirst[t]!++;
    if (rank < 10) tally.hitsOfTen[t]!++;
  }
}

/**
 * Walks the detections of one class, all images together, by falling score: matches in different images do not touch each
 * other, so no grouping by image is needed.
 * @param ranked detections of the class by descending score, ties by image, then by the order given.
 * @param objects of the class, as indices of ground truth.
 */
export function tallyClass(context: TallyContext, ranked: Uint32Array, objects: Uint32Array): ClassTally {
  const { detections, groundTruth, overlaps, states, seen } = context;
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
  const misses = new Int32Array(pairs);
  seen.fill(0);
  for (let i = 0; i < ranked.length; i++) {
    const detection = ranked[i]!;
    const rank = seen[detections.image[detection]!]!++;
    if (rank >= COCO_MAX_DETECTIONS) continue;
    findOverlaps(groundTruth, detections, detection, COCO_IOU_THRESHOLDS[0]!, overlaps);
    const size =
      (detections.x2[detection]! - detections.x1[detection]!) *
      (detections.y2[detection]! - detections.y1[detection]!);
    for (let area = 0; area < AREAS; area++) {
      const outside = isOutside(size, COCO_AREAS[area]!);
      if (overlaps.count > 0) tallyDetection(context, tally, area, outside, rank, misses);
      else if (!outside) for (let t = 0; t < THRESHOLDS; t++) misses[area * THRESHOLDS + t]!++;
    }
  }
  return tally;
}
