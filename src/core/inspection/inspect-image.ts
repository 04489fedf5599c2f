// All that is to be said of one image at some settings: every box with its outcome and its origin, and every miss.
import type { FalsePositiveKind } from '../errors/error-kind.ts';
import type { Box } from '../boxes/box.ts';
import type { GroundTruth } from '../matching/detection.ts';
import type { GroundTruthJudgement } from '../matching/match.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { BEYOND_MAXIMUM } from '../nms/kernel.ts';
import { describeCandidate, type CandidateFacts, type InspectedScene } from './describe-candidate.ts';
import { findBetterBox, type BetterBox } from './find-better-box.ts';
import { findRival, type Rival } from './find-rival.ts';
import { explainMiss, type MissReason } from './explain-miss.ts';
import { judgeCandidates, type ImageOutcomes, type JudgedDetection } from './judge-candidates.ts';

/** A candidate that was kept. Rows are those of the image's candidates, ground truth is by its index in the scene. */
export interface DetectionFacts extends CandidateFacts {
  readonly outcome: JudgedDetection['outcome'];
  /** After suppression, which may lower scores and move boxes. */
  readonly final: { readonly score: number; readonly box: Box };
  /** The ground truth that it took; null for a false positive. */
  readonly match: { readonly groundTruth: number; readonly iou: number } | null;
  /** Why it is a false positive; null for what is none. `takenBy`: the row that took the object of a duplicate. */
  readonly error: {
    readonly kind: FalsePositiveKind;
    readonly groundTruth: number | null;
    readonly iou: number;
    readonly takenBy: number | null;
  } | null;
  /** Of a false positive: a box that NMS removed for it, and that lies on an object nobody found. NMS kept the wrong one. */
  readonly better: BetterBox | null;
  /** Of a duplicate or a wrong class: the better box that NMS did not remove it for, and why not. */
  readonly rival: Rival | null;
  /** What it suppressed, and by how much that overlapped it; by descending score. */
  readonly suppressed: readonly { readonly row: number; readonly iou: number }[];
}

/** A candidate that was not kept. */
export interface RemovedFacts extends CandidateFacts {
  readonly fate: 'suppressed' | 'below-score' | 'beyond-maximum' | 'muted';
  /** The row that suppressed it. */
  readonly suppressedBy: number | null;
  /** IoU with that. */
  readonly iou: number;
  /** The score that was compared with the threshold in the end: some methods lower it. */
  readonly finalScore: number;
}

/** An object that no detection took. */
export type MissFacts = MissReason & {
  readonly groundTruth: number;
  /** The row of a false positive that is about it (badly placed or wrongly named); null: nothing came near. */
  readonly claimedBy: number | null;
};

export interface ImageInspection {
  readonly counts: ImageOutcomes['counts'];
  /** By descending final score. */
  readonly detections: readonly DetectionFacts[];
  /** By row. */
  readonly removed: readonly RemovedFacts[];
  readonly missed: readonly MissFacts[];
  /** What training was told of the image: its `object`s are indices into this. */
  readonly trainedOn: readonly GroundTruth[];
  /** In the order of the scene; `detection` is the row that took it. */
  readonly groundTruth: readonly (GroundTruth & GroundTruthJudgement)[];
}

/** Judges one image and describes every candidate. @param scene its scores were taken at the same settings */
export function inspectImage(scene: InspectedScene, settings: OperatingSettings): ImageInspection {
  const { candidates } = scene;
  const outcomes = judgeCandidates(candidates, scene.groundTruth, settings);
  const rowOf = (detection: number | null): number | null =>
    detection === null ? null : outcomes.detections[detection]!.row;
  const kept = new Set(outcomes.detections.map(({ row }) => row));
  const rows = Array.from(candidates.scores.keys());
  return {
    counts: outcomes.counts,
    detections: outcomes.detections.map((detection): DetectionFacts => {
      const { row, outcome, groundTruth, iou, error, score, box } = detection;
      return {
        ...describeCandidate(row, scene),
        outcome,
        final: { score, box },
        match: groundTruth === null ? null : { groundTruth, iou },
        error: error && {
          kind: error.kind,
          groundTruth: error.groundTruth,
          iou: error.iou,
          takenBy: rowOf(error.takenBy),
        },
        better: outcome === 'fp' ? findBetterBox(row, candidates, outcomes, settings) : null,
        rival: findRival(detection, candidates, outcomes, settings),
        suppressed: suppressedBy(row, outcomes, candidates.scores),
      };
    }),
    removed: rows.filter((row) => !kept.has(row)).map((row) => describeRemoved(row, scene, outcomes)),
    missed: outcomes.missed.map(({ groundTruth, claimedBy }) => ({
      groundTruth,
      claimedBy: rowOf(claimedBy),
      ...explainMiss(groundTruth, candidates, outcomes, settings),
    })),
    trainedOn: scene.trainedOn,
    groundTruth: outcomes.groundTruth.map((object) => ({ ...object, detection: rowOf(object.detection) })),
  };
}

function suppressedBy(
  winner: number,
  { suppression, suppressedRows }: ImageOutcomes,
  scores: Float32Array,
): DetectionFacts['suppressed'] {
  return suppressedRows
    .filter((row) => suppression.suppressedBy[row] === winner)
    .sort((a, b) => scores[b]! - scores[a]!)
    .map((row) => ({ row, iou: suppression.iou[row]! }));
}

function describeRemoved(row: number, scene: InspectedScene, { suppression }: ImageOutcomes): RemovedFacts {
  const facts = describeCandidate(row, scene);
  const by = suppression.suppressedBy[row]!;
  const fate =
    by >= 0
      ? 'suppressed'
      : by === BEYOND_MAXIMUM
        ? 'beyond-maximum'
        : facts.score < 0
          ? 'muted'
          : 'below-score';
  return {
    ...facts,
    fate,
    suppressedBy: by >= 0 ? by : null,
    iou: suppression.iou[row]!,
    finalScore: suppression.score[row]!,
  };
}
