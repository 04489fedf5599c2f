// Candidates before suppression, as columns: one row per cell, anchor and class that reached the floor.

/**
 * A row is one (branch, row, column, anchor, class) of one image. Boxes are xyxy in image px, clipped to the image.
 * Rows of one image are contiguous. All columns have `length` entries except `sigma` (four per row) and `sideSigma` (two).
 */
export interface CandidateTable {
  readonly length: number;
  /** Dictionary of the `image` column; every evaluated image is listed, also those without candidates. */
  readonly imageIds: readonly string[];
  /** Index into `imageIds`. */
  readonly image: Uint32Array;
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly x2: Float32Array;
  readonly y2: Float32Array;
  /** In [0, 1]. */
  readonly objectness: Float32Array;
  readonly classIndex: Uint16Array;
  /** Probability of `classIndex`, in [0, 1]. */
  readonly classProbability: Float32Array;
  /** Uncertainty of x, y, w, h per row, each in (0, 1]; null for a network without a Gaussian head. */
  readonly sigma: Float32Array | null;
  /**
   * Standard deviation of the left and right side, and of the upper and lower one, image px; null where `sigma` is. A side is
   * centre -+ size / 2, the two independent; a centre's sigma is in cells, a size's in logarithms: variance of a side =
   * (sigma x cell)^2 + (sigma x size / 2)^2.
   */
  readonly sideSigma: Float32Array | null;
  /** Index of the branch in the network's list (0 = coarsest, as the layers come). */
  readonly branch: Uint8Array;
  /** Index of the anchor within its branch. */
  readonly anchor: Uint8Array;
  /** Grid cell. */
  readonly row: Uint16Array;
  readonly column: Uint16Array;
}
