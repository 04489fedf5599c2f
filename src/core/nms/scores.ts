// The score of a candidate: which of its factors count, how much, and which candidates are muted.
import type { CandidateTable } from '../decode/candidate-table.ts';

/**
 * score = objectness ^ a x class probability ^ b x (1 - mean sigma) ^ c. All 1: Gaussian YOLOv3's criterion (its eq. 6), and
 * plain YOLOv3's where there is no sigma. 0 leaves a factor out.
 */
export interface ScoreCriterion {
  readonly objectnessPower: number;
  readonly classPower: number;
  readonly sigmaPower: number;
}

export const PLAIN_SCORE: ScoreCriterion = { objectnessPower: 1, classPower: 1, sigmaPower: 1 };

/** Candidates that are treated as if the network had not given them. */
export interface MutedCandidates {
  /** Indices into the network's branches. */
  readonly branches: readonly number[];
  /** Pairs of branch and anchor within it. */
  readonly anchors: readonly (readonly [branch: number, anchor: number])[];
  /** Class indices; ground truth of these classes does not count either. */
  readonly classes: readonly number[];
}

export const NOTHING_MUTED: MutedCandidates = { branches: [], anchors: [], classes: [] };

/** How candidates are scored. */
export interface ScoreSettings {
  /** PLAIN_SCORE where it is left out. */
  readonly criterion?: ScoreCriterion;
  readonly muted?: MutedCandidates;
}

/** The score of a muted candidate: no threshold lets it pass. */
const MUTED = -1;
/** More anchors than a branch can have, as the table's column is a byte. */
const MOST_ANCHORS = 256;

/** Mean of the four sigmas of a row; 0 for a network without a Gaussian head. In [0, 1]. */
export function meanSigma({ sigma }: Pick<CandidateTable, 'sigma'>, row: number): number {
  if (sigma === null) return 0;
  const at = row * 4;
  return (sigma[at]! + sigma[at + 1]! + sigma[at + 2]! + sigma[at + 3]!) / 4;
}

/** The factors of a row's score. Each in [0, 1]. */
export function scoreFactors(
  table: CandidateTable,
  row: number,
  { objectnessPower, classPower, sigmaPower }: ScoreCriterion = PLAIN_SCORE,
): { readonly objectness: number; readonly classProbability: number; readonly certainty: number } {
  return {
    objectness: raise(table.objectness[row]!, objectnessPower),
    classProbability: raise(table.classProbability[row]!, classPower),
    certainty: raise(1 - meanSigma(table, row), sigmaPower),
  };
}

/**
 * The score of every row, rounded to 32 bits: the one number that every threshold is compared with. In [0, 1], or MUTED (-1),
 * or NaN where the network gave NaN.
 */
export function candidateScores(
  table: CandidateTable,
  { criterion = PLAIN_SCORE, muted = NOTHING_MUTED }: ScoreSettings = {},
): Float32Array {
  const scores = new Float32Array(table.length);
  const { objectness, classProbability, sigma } = table;
  const { objectnessPower, classPower, sigmaPower } = criterion;
  for (let row = 0; row < scores.length; row++) {
    const score = raise(objectness[row]!, objectnessPower) * raise(classProbability[row]!, classPower);
    scores[row] = sigma === null ? score : score * raise(1 - meanSigma(table, row), sigmaPower);
  }
  mute(scores, table, muted);
  return scores;
}

/** The power, without the cost of `**` where it is 1 or 0. */
function raise(value: number, power: number): number {
  if (power === 1) return value;
  return power === 0 ? 1 : value ** power;
}

function mute(scores: Float32Array, table: CandidateTable, muted: MutedCandidates): void {
  if (muted.branches.length + muted.anchors.length + muted.classes.length === 0) return;
  const { branch, anchor, classIndex } = table;
  const branches = new Set(muted.branches);
  const classes = new Set(muted.classes);
  const anchors = new Set(muted.anchors.map(([b, a]) => b * MOST_ANCHORS + a));
  for (let row = 0; row < scores.length; row++) {
    if (
      branches.has(branch[row]!) ||
      classes.has(classIndex[row]!) ||
      anchors.has(branch[row]! * MOST_ANCHORS + anchor[row]!)
    )
      scores[row] = MUTED;
  }
}
