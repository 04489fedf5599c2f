// Everything that is known of one candidate: what its score is made of, where it comes from, what lies near it.
import type { Box, Size } from '../boxes/box.ts';
import { boxIou } from '../boxes/iou.ts';
import { logit } from '../decode/decode-head.ts';
import type { GroundTruth } from '../matching/detection.ts';
import { scoreFactors, type ScoreCriterion } from '../nms/scores.ts';
import { detectionOf, type ScoredCandidates } from './judge-candidates.ts';
import { trainingRole, type TrainedNetwork, type TrainingRole } from './training-role.ts';

/** A network with what its branches see. */
export interface InspectedNetwork extends TrainedNetwork {
  readonly branches: readonly (TrainedNetwork['branches'][number] & {
    /** Side of the square that a cell sees in theory, input px. */
    readonly receptiveField: number;
  })[];
}

/** One image with its candidates. */
export interface InspectedScene {
  readonly image: Size;
  /** What is judged against. Image px. */
  readonly groundTruth: readonly GroundTruth[];
  /** What training was told of the image: the labels, and marks that it took into account. Image px. */
  readonly trainedOn: readonly GroundTruth[];
  readonly candidates: ScoredCandidates;
  /** How the scores were taken; PLAIN_SCORE where it is left out. */
  readonly criterion?: ScoreCriterion;
  /** Null where the candidates are predictions of an unknown detector. */
  readonly network: InspectedNetwork | null;
}

/** Where in the network a candidate comes from, and what training wanted of that place. */
export interface CandidateOrigin {
  /** Indices into the network's branches, and into the branch's anchors. */
  readonly branch: number;
  readonly anchor: number;
  readonly stride: number;
  /** Input px. */
  readonly anchorSize: Size;
  /** Grid cell. */
  readonly row: number;
  readonly column: number;
  readonly receptiveField: number;
  readonly training: TrainingRole;
}

/** A candidate before suppression. */
export interface CandidateFacts {
  /** Of the image's candidates. */
  readonly row: number;
  readonly classIndex: number;
  /** Image px. */
  readonly box: Box;
  /** In [0, 1]; below 0 where it is muted. */
  readonly score: number;
  /** What the score is the product of, each raised to its power; null for predictions of an unknown detector. */
  readonly factors: {
    readonly objectness: number;
    readonly classProbability: number;
    readonly certainty: number;
  } | null;
  /** Of objectness and class probability; null where the probability is 0 or 1, or not known. */
  readonly logits: { readonly objectness: number | null; readonly classProbability: number | null };
  /** Uncertainty in units of the regression's targets; null without a Gaussian head. */
  readonly sigma: Readonly<Record<'x' | 'y' | 'width' | 'height', number>> | null;
  /** Standard deviation of the sides, image px; null where it is not known. */
  readonly sideSigma: { readonly leftRight: number; readonly topBottom: number } | null;
  /** Ground truth that it overlaps, whatever the class, by descending IoU. */
  readonly near: readonly { readonly groundTruth: number; readonly iou: number }[];
  readonly origin: CandidateOrigin | null;
}

/** What is known of a row of the candidates, all of it but what became of it. */
export function describeCandidate(row: number, scene: InspectedScene): CandidateFacts {
  const { candidates, groundTruth, criterion, network } = scene;
  const { table } = candidates;
  const detection = detectionOf(candidates, row);
  return {
    row,
    ...detection,
    // The table calls an imported score objectness; what it is made of, nobody knows.
    factors: network && scoreFactors(table, row, criterion),
    logits: {
      objectness: network && finiteLogit(table.objectness[row]!),
      classProbability: network && finiteLogit(table.classProbability[row]!),
    },
    sigma: table.sigma && {
      x: table.sigma[row * 4]!,
      y: table.sigma[row * 4 + 1]!,
      width: table.sigma[row * 4 + 2]!,
      height: table.sigma[row * 4 + 3]!,
    },
    sideSigma: table.sideSigma && {
      leftRight: table.sideSigma[row * 2]!,
      topBottom: table.sideSigma[row * 2 + 1]!,
    },
    near: groundTruth
      .map(({ box }, index) => ({ groundTruth: index, iou: boxIou(detection.box, box) }))
      .filter(({ iou }) => iou > 0)
      .sort((a, b) => b.iou - a.iou),
    origin: originOf(row, detection.box, scene),
  };
}

function finiteLogit(probability: number): number | null {
  return probability > 0 && probability < 1 ? logit(probability) : null;
}

function originOf(row: number, box: Box, { candidates, image, trainedOn, network }: InspectedScene) {
  const { table } = candidates;
  const place = {
    branch: table.branch[row]!,
    anchor: table.anchor[row]!,
    row: table.row[row]!,
    column: table.column[row]!,
  };
  const branch = network?.branches[place.branch];
  const size = branch?.anchors[place.anchor];
  if (network === null || branch === undefined || size === undefined) return null;
  return {
    ...place,
    stride: branch.stride,
    anchorSize: { width: size[0], height: size[1] },
    receptiveField: branch.receptiveField,
    training: trainingRole(image, trainedOn, network, { ...place, box }),
  };
}
