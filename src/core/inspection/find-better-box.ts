// Whether NMS kept the wrong one: a kept box that is a false positive, and removed a box that lies on an object nobody found.
import { boxIou } from '../boxes/iou.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { detectionOf, type ImageOutcomes, type ScoredCandidates } from './judge-candidates.ts';

/** A suppressed candidate that would have found an object. */
export interface BetterBox {
  readonly row: number;
  /** Index of the object that it lies on. */
  readonly groundTruth: number;
  /** IoU with that, in image px. */
  readonly iou: number;
}

/** The suppressed row that overlaps a missed object of its class most, among those that `row` removed. */
export function findBetterBox(
  row: number,
  candidates: ScoredCandidates,
  outcomes: ImageOutcomes,
  { matchIouThreshold }: Pick<OperatingSettings, 'matchIouThreshold'>,
): BetterBox | null {
  let best: BetterBox | null = null;
  for (const other of outcomes.suppressedRows) {
    if (outcomes.suppression.suppressedBy[other] !== row) continue;
    const { box, classIndex } = detectionOf(candidates, other);
    outcomes.groundTruth.forEach((object, groundTruth) => {
      if (object.outcome !== 'missed' || object.classIndex !== classIndex) return;
      const iou = boxIou(box, object.box);
      if (iou >= matchIouThreshold && iou > (best?.iou ?? 0)) best = { row: other, groundTruth, iou };
    });
  }
  return best;
}
