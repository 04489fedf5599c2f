// Whether NMS kept the wrong one: a kept box that is a false positive, and removed a box that lies on an object nobody found.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { boxIou } from '../../core/boxes/iou.ts';
import type { ScoredCandidates } from './candidate-columns.ts';
import { detectionOf, type ImageOutcomes } from './judge-candidates.ts';

/** A suppressed candidate that would have found an object. */
export interface BetterBox {
  readonly row: number;
  /** Index of the object that it lies on. */
  readonly groundTruth: number;
  readonly iou: number;
}

/** The suppressed row that overlaps a missed object of its class most, among those that `row` removed. */
export function findBetterBox(
  row: number,
  {
    candidates,
    outcomes,
    settings,
  }: {
    readonly candidates: ScoredCandidates;
    readonly outcomes: ImageOutcomes;
    readonly settings: OperatingSettings;
  },
): BetterBox | null {
  let best: BetterBox | null = null;
  for (const other of outcomes.suppressedRows) {
    if (outcomes.suppression.suppressedBy[other] !== row) continue;
    const { box, classIndex } = detectionOf(candidates, other);
    outcomes.groundTruth.forEach((object, groundTruth) => {
      if (object.outcome !== 'missed' || object.classIndex !== classIndex) return;
      const iou = boxIou(box, object.box);
      if (iou >= settings.matchIouThreshold && iou > (best?.iou ?? 0))
        best = { row: other, groundTruth, iou };
    });
  }
  return best;
}
