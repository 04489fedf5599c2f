// Which cell and anchor of which branch is trained to find an object. Used by training and by the inspector alike.
import { shapeIou, sideRatio } from '../anchors/shape-fit.ts';
import type { Box, Size } from '../boxes/box.ts';

export interface AssignmentRule {
  /** `best`: the anchor with the best shape IoU over all branches (YOLOv3 paper 2.1); `ratio`: also all within the ratio. */
  readonly assignment: 'best' | 'ratio';
  /** Largest ratio of sides between object and anchor, at least 1. */
  readonly ratioThreshold: number;
}

/** A head as assignment sees it. */
export interface AssignableHead {
  readonly stride: number;
  readonly gridHeight: number;
  readonly gridWidth: number;
  readonly anchors: readonly Size[];
}

/** A cell and anchor that is a positive for one object. */
export interface Positive {
  readonly branch: number;
  readonly row: number;
  readonly column: number;
  readonly anchor: number;
  /** Index into the boxes given. */
  readonly object: number;
}

/**
 * Positives of one image. Boxes in input px; objects whose centre lies outside the input, or of zero size, get none.
 * Where two objects claim one cell and anchor, the better shape fit wins.
 */
export function assignAnchors(
  boxes: readonly Box<'input'>[],
  heads: readonly AssignableHead[],
  rule: AssignmentRule,
): Positive[] {
  const claims = new Map<string, Positive & { fit: number }>();
  boxes.forEach((box, object) => {
    const size = { width: box.x2 - box.x1, height: box.y2 - box.y1 };
    if (!(size.width > 0 && size.height > 0)) return;
    for (const { branch, anchor, fit } of chosenAnchors(size, heads, rule)) {
      const head = heads[branch]!;
      const column = Math.floor((box.x1 + box.x2) / 2 / head.stride);
      const row = Math.floor((box.y1 + box.y2) / 2 / head.stride);
      if (column < 0 || row < 0 || column >= head.gridWidth || row >= head.gridHeight) continue;
      const key = `${branch}/${row}/${column}/${anchor}`;
      const claimed = claims.get(key);
      if (!claimed || claimed.fit < fit) claims.set(key, { branch, row, column, anchor, object, fit });
    }
  });
  return [...claims.values()].map(({ branch, row, column, anchor, object }) => ({
    branch,
    row,
    column,
    anchor,
    object,
  }));
}

function chosenAnchors(
  size: Size,
  heads: readonly AssignableHead[],
  rule: AssignmentRule,
): { branch: number; anchor: number; fit: number }[] {
  const all = heads.flatMap((head, branch) =>
    head.anchors.map((shape, anchor) => ({
      branch,
      anchor,
      fit: shapeIou(size, shape),
      ratio: sideRatio(size, shape),
    })),
  );
  const best = all.reduce((a, b) => (b.fit > a.fit ? b : a));
  if (rule.assignment === 'best') return [best];
  return all.filter((choice) => choice === best || choice.ratio < rule.ratioThreshold);
}
