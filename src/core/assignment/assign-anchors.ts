// Which cell and anchor of which branch is trained to find an object. Used by training and by the inspector alike.
import type { Box, Size } from '../boxes/box.ts';
import {
  anchorColumns,
  compareAnchors,
  createChoice,
  isTrained,
  type AssignmentRule,
} from './choose-anchors.ts';

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

/** What the objects of one image claim. */
export interface Claims {
  /** One a cell and anchor. */
  readonly positives: Positive[];
  /** Claims on a cell and anchor that went to another object. */
  readonly displaced: Positive[];
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
  return claimCells(boxes, heads, rule).positives;
}

/** The same, with the claims that lost. */
export function claimCells(
  boxes: readonly Box<'input'>[],
  heads: readonly AssignableHead[],
  rule: AssignmentRule,
): Claims {
  const anchors = anchorColumns(heads);
  const choice = createChoice(anchors);
  const mostCells = Math.max(0, ...heads.map((head) => head.gridHeight * head.gridWidth));
  const claims = new Map<number, { positive: Positive; fit: number }>();
  const displaced: Positive[] = [];
  boxes.forEach((box, object) => {
    const width = box.x2 - box.x1;
    const height = box.y2 - box.y1;
    if (!(width > 0 && height > 0)) return;
    compareAnchors(width, height, anchors, choice);
    for (let i = 0; i < anchors.length; i++) {
      if (!isTrained(i, choice, rule)) continue;
      const branch = anchors.branch[i]!;
      const head = heads[branch]!;
      const column = Math.floor((box.x1 + box.x2) / 2 / head.stride);
      const row = Math.floor((box.y1 + box.y2) / 2 / head.stride);
      if (column < 0 || row < 0 || column >= head.gridWidth || row >= head.gridHeight) continue;
      const positive = { branch, row, column, anchor: anchors.anchor[i]!, object };
      const key = i * mostCells + row * head.gridWidth + column;
      const fit = choice.iou[i]!;
      const claimed = claims.get(key);
      if (claimed) displaced.push(claimed.fit < fit ? claimed.positive : positive);
      if (!claimed || claimed.fit < fit) claims.set(key, { positive, fit });
    }
  });
  return { positives: [...claims.values()].map(({ positive }) => positive), displaced };
}
