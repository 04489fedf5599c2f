// Which suppression is done, and with what numbers.

export const SUPPRESSION_METHODS = [
  'greedy',
  'diou',
  'soft-linear',
  'soft-gaussian',
  'voting',
  'fusion',
] as const;

/**
 * - `greedy`: the best-scored box of a heap stays as it is.
 * - `diou`: the same, but boxes whose centres lie apart are spared (Zheng et al. 2020, "Distance-IoU Loss").
 * - `soft-linear`, `soft-gaussian`: overlapping boxes lose score instead of being removed (Bodla et al. 2017, "Soft-NMS").
 * - `voting`: greedy, then each side moves to the mean of the heap's sides, weighted by closeness and by certainty (He et al.
 *   2019, "Bounding Box Regression with Uncertainty").
 * - `fusion`: boxes of a heap are averaged by score (Solovyev et al. 2021, "Weighted Boxes Fusion").
 */
export type SuppressionMethod = (typeof SUPPRESSION_METHODS)[number];

/** A suppression method with its numbers; those of other methods are not looked at. */
export interface SuppressionRule {
  readonly method: SuppressionMethod;
  /** Candidates of all classes suppress each other; else only those of one class do. */
  readonly acrossClasses: boolean;
  /** `diou`: exponent of the centres' distance; the smaller, the more is spared. Positive. */
  readonly diouBeta: number;
  /** `soft-gaussian`: width of the decay exp(-IoU^2 / sigma). Positive. */
  readonly softSigma: number;
  /** `voting`: width of the closeness exp(-(1 - IoU)^2 / sigma). Positive. */
  readonly votingSigma: number;
  /** `fusion`: the score of a fused box is the best or the mean of its boxes' scores. */
  readonly fusedScore: 'max' | 'mean';
}

export const GREEDY: SuppressionRule = {
  method: 'greedy',
  acrossClasses: false,
  diouBeta: 1,
  softSigma: 0.5,
  votingSigma: 0.02,
  fusedScore: 'max',
};

/** What decides which boxes survive. */
export interface SuppressionSettings {
  /** Candidates whose score is below this do not survive. In [0, 1]. */
  readonly scoreThreshold: number;
  /** A candidate is suppressed when its overlap with a better one is greater than this (not when equal). In [0, 1]. */
  readonly nmsIouThreshold: number;
  /** Most detections of an image, over all classes. */
  readonly maxDetections: number;
  /** GREEDY where it is left out. */
  readonly suppression?: SuppressionRule;
}

/** Whether survivors have other corners than the candidates they came from. */
export function movesBoxes({ method }: SuppressionRule): boolean {
  return method === 'voting' || method === 'fusion';
}

/**
 * Whether candidates below the score threshold would change what survives above it. Of the other methods the survivors at a
 * threshold are those at no threshold that reach it.
 */
export function dependsOnWeakCandidates(rule: SuppressionRule): boolean {
  return movesBoxes(rule);
}
