// What is drawn over the inspected image, and what a person has switched on.
import type { PickableBox } from './box-picking.ts';
import type { Picked } from './inspected-image.svelte.ts';
import { detectionOf, type ImageOutcomes, type JudgedDetection } from './judge-candidates.ts';
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
/** More labels than this hide the picture: only the surest false positives are named. */
export const MOST_LABELS = 12;
export const INITIAL_SWITCHES: OverlaySwitches = {
  groundTruth: false,
  tp: true,
  fp: true,
  missed: true,
  suppressed: true,
  candidates: false,
  labels: true,
};

/** An image as it is judged. */
export interface JudgedImage {
  readonly outcomes: ImageOutcomes;
  readonly candidates: ScoredCandidates;
}

/** The boxes that the switches show: what the pointer can pick, and what the list holds. Muted candidates are never shown. */
export function shownBoxes(image: JudgedImage, switches: OverlaySwitches): readonly PickableBox[] {
  const { outcomes, candidates } = image;
  const detections = outcomes.detections.filter(({ outcome }) =>
    outcome === 'fp' ? switches.fp : switches.tp,
  );
  const shown = new Set(detections.map(({ row }) => row));
  const removed = new Set(switches.suppressed ? outcomes.suppressedRows : []);
  const rows = Array.from(candidates.scores.keys()).filter(
    (row) =>
      shown.has(row) || removed.has(row) || (switches.candidates && (candidates.scores[row] ?? -1) >= 0),
  );
  const kept = new Map(outcomes.detections.map((detection) => [detection.row, detection]));
  return [
    ...outcomes.groundTruth.flatMap(({ box, outcome }, index) =>
      switches.groundTruth || (outcome === 'missed' && switches.missed)
        ? [{ box, outcome, picked: { kind: 'groundTruth' as const, index } }]
        : [],
    ),
    ...rows.map((row) => describeRow(row, image, kept.get(row))),
  ];
}

/** A box that the switches hide is drawn all the same while it is picked: null where there is no such box. */
export function describePick(picked: Picked, image: JudgedImage): PickableBox | null {
  const { outcomes, candidates } = image;
  if (picked.kind === 'candidate') {
    const detection = outcomes.detections.find(({ row }) => row === picked.row);
    return picked.row < candidates.table.length ? describeRow(picked.row, image, detection) : null;
  }
  const object = outcomes.groundTruth[picked.index];
  return object === undefined ? null : { box: object.box, outcome: object.outcome, picked };
}

/** A kept box lies where suppression left it; the others where the network put them. */
function describeRow(
  row: number,
  { outcomes, candidates }: JudgedImage,
  detection: JudgedDetection | undefined,
): PickableBox {
  const picked = { kind: 'candidate' as const, row };
  if (detection !== undefined) return { box: detection.box, outcome: detection.outcome, picked };
  const outcome = (outcomes.suppression.suppressedBy[row] ?? -1) >= 0 ? 'suppressed' : 'candidate';
  return { box: detectionOf(candidates, row).box, outcome, picked };
}
