// Why NMS left a false positive beside a better box: the two overlap too little, or NMS was not asked to compare them.
import { boxIou } from '../boxes/iou.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { GREEDY } from '../nms/rule.ts';
import {
  detectionOf,
  type ImageOutcomes,
  type JudgedDetection,
  type ScoredCandidates,
} from './judge-candidates.ts';

/**
 * - `overlap`: IoU is not above the threshold of NMS.
 * - `class`: IoU is, but boxes of different classes do not suppress each other.
 * - `centres`: IoU is, but DIoU spares boxes whose centres lie apart.
 * - `lowered`: soft NMS took score off it, and enough is left.
 * - `moved`: it was compared with a fused box, which lies elsewhere.
 */
export type RivalObstacle = 'overlap' | 'class' | 'centres' | 'lowered' | 'moved';

/** The better box for which NMS could have removed a false positive. */
export interface Rival {
  readonly row: number;
  /** Of the two candidates before suppression, in image px. */
  readonly iou: number;
  readonly obstacle: RivalObstacle;
}

/**
 * Of a duplicate, the box that took its object. Of a box of a wrong class, the best one of another class that overlaps it enough
 * for NMS to remove it, were NMS across classes. Null where there is none, and for all other boxes.
 */
export function findRival(
  detection: JudgedDetection,
  candidates: ScoredCandidates,
  outcomes: ImageOutcomes,
  settings: OperatingSettings,
): Rival | null {
  const { error } = detection;
  if (error?.kind === 'duplicate') {
    const taker = error.takenBy === null ? undefined : outcomes.detections[error.takenBy];
    return taker === undefined ? null : rivalOf(detection, taker, candidates, settings);
  }
  const { acrossClasses } = settings.suppression ?? GREEDY;
  if (error?.kind !== 'classification' || acrossClasses) return null;
  for (const other of outcomes.detections) {
    if (other.score <= detection.score || other.classIndex === detection.classIndex) continue;
    const rival = rivalOf(detection, other, candidates, settings);
    if (rival.iou > settings.nmsIouThreshold) return { ...rival, obstacle: 'class' };
  }
  return null;
}

function rivalOf(
  { row }: JudgedDetection,
  { row: rival }: JudgedDetection,
  candidates: ScoredCandidates,
  { nmsIouThreshold, suppression = GREEDY }: OperatingSettings,
): Rival {
  const { method } = suppression;
  const iou = boxIou(detectionOf(candidates, row).box, detectionOf(candidates, rival).box);
  // The one method that no threshold stops.
  const isReached = iou > nmsIouThreshold || method === 'soft-gaussian';
  return { row: rival, iou, obstacle: isReached ? OBSTACLES[method] : 'overlap' };
}

/** What spares a box that overlaps a better one by more than the threshold. */
const OBSTACLES = {
  diou: 'centres',
  'soft-linear': 'lowered',
  'soft-gaussian': 'lowered',
  fusion: 'moved',
  // Both remove all that overlap more: there are none.
  greedy: 'overlap',
  voting: 'overlap',
} as const;
