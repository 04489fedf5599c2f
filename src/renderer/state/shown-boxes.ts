// What can be drawn over the inspected image, and what a person has switched on.
import type { PickableBox } from './box-picking.ts';
import { detectionOf, type ImageOutcomes } from './judge-candidates.ts';
import type { ScoredCandidates } from './candidate-columns.ts';

export interface OverlaySwitches {
  readonly groundTruth: boolean;
  readonly tp: boolean;
  readonly fp: boolean;
  readonly missed: boolean;
  readonly suppressed: boolean;
  readonly candidates: boolean;
  readonly labels: boolean;
}
export const INITIAL_SWITCHES: OverlaySwitches = {
  groundTruth: false,
  tp: true,
  fp: true,
  missed: true,
  suppressed: true,
  candidates: false,
  labels: true,
};

/** The boxes that are on show, so that the pointer can pick them. */
export function pickableBoxes(
  outcomes: ImageOutcomes,
  candidates: ScoredCandidates,
  switches: OverlaySwitches,
): readonly PickableBox[] {
  const rowBox = (row: number): PickableBox => ({
    box: detectionOf(candidates, row).box,
    picked: { kind: 'candidate', row },
  });
  const shown = outcomes.detections.filter(
    ({ outcome }) => (outcome === 'fp' && switches.fp) || (outcome !== 'fp' && switches.tp),
  );
  const objects = outcomes.groundTruth.flatMap(({ box, outcome }, index) =>
    switches.groundTruth || (outcome === 'missed' && switches.missed)
      ? [{ box, picked: { kind: 'groundTruth' as const, index } }]
      : [],
  );
  // All candidates contain the suppressed ones and the detections too.
  if (switches.candidates) return [...objects, ...Array.from(candidates.scores.keys(), rowBox)];
  return [...objects, ...shown.map(({ row }) => rowBox(row))];
}
