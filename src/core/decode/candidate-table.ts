// Candidates before suppression, as columns: one row per cell, anchor and class whose score reached the floor.

/**
 * A row is one (branch, row, column, anchor, class) of one image. Boxes are xyxy in image px, clipped to the image.
 * Rows of one image are contiguous. All columns have `length` entries except `sigma` (four per row).
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
  /** Index of the branch in the network's list (0 = coarsest, as the layers come). */
  readonly branch: Uint8Array;
  /** Index of the anchor within its branch. */
  readonly anchor: Uint8Array;
  /** Grid cell. */
  readonly row: Uint16Array;
  readonly column: Uint16Array;
}

/** objectness x class probability, times (1 - mean sigma) where the head is Gaussian (Gaussian YOLOv3, eq. 6). In [0, 1]. */
export function candidateScore(table: CandidateTable, row: number): number {
  const score = table.objectness[row]! * table.classProbability[row]!;
  const { sigma } = table;
  if (sigma === null) return score;
  const at = row * 4;
  return score * (1 - (sigma[at]! + sigma[at + 1]! + sigma[at + 2]! + sigma[at + 3]!) / 4);
}
