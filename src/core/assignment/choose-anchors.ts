// The rule by which anchors are trained for an object, from the sizes alone. Targets, inspector and anchor statistics ask here.
import { ratioOfSides, iouOfSides } from '../anchors/shape-fit.ts';
import type { Size } from '../boxes/box.ts';

export interface AssignmentRule {
  /** `best`: the anchor with the best shape IoU over all branches (YOLOv3 paper 2.1); `ratio`: also all within the ratio. */
  readonly assignment: 'best' | 'ratio';
  /** Largest ratio of sides between object and anchor, at least 1. */
  readonly ratioThreshold: number;
}

/** The anchors of all branches as columns, branch after branch. Sizes in input px. */
export interface AnchorColumns {
  readonly length: number;
  readonly width: Float64Array;
  readonly height: Float64Array;
  /** Index of the branch of each. */
  readonly branch: Int32Array;
  /** Position of each within its branch. */
  readonly anchor: Int32Array;
}

/** In the order of the branches. */
export function anchorColumns(branches: readonly { readonly anchors: readonly Size[] }[]): AnchorColumns {
  const all = branches.flatMap(({ anchors }, branch) =>
    anchors.map(({ width, height }, anchor) => ({ width, height, branch, anchor })),
  );
  return {
    length: all.length,
    width: Float64Array.from(all, ({ width }) => width),
    height: Float64Array.from(all, ({ height }) => height),
    branch: Int32Array.from(all, ({ branch }) => branch),
    anchor: Int32Array.from(all, ({ anchor }) => anchor),
  };
}

/** How one object fits each anchor; filled anew for each object, so that nothing is allocated in the loop. */
export interface AnchorChoice {
  /** Shape IoU, in [0, 1]. */
  readonly iou: Float64Array;
  /** Largest ratio between the sides, at least 1. */
  readonly ratio: Float64Array;
  /** The anchor with the best shape IoU, the first of equals; -1 where there is none. */
  best: number;
}

/** A choice to be filled. */
export function createChoice({ length }: AnchorColumns): AnchorChoice {
  return { iou: new Float64Array(length), ratio: new Float64Array(length), best: -1 };
}

/** Fills the choice for an object of a size, input px. */
export function compareAnchors(
  width: number,
  height: number,
  anchors: AnchorColumns,
  choice: AnchorChoice,
): void {
  let best = -1;
  let bestIou = -1;
  for (let i = 0; i < anchors.length; i++) {
    const iou = iouOfSides(width, height, anchors.width[i]!, anchors.height[i]!);
    choice.iou[i] = iou;
    choice.ratio[i] = ratioOfSides(width, height, anchors.width[i]!, anchors.height[i]!);
    if (iou > bestIou) {
      best = i;
      bestIou = iou;
    }
  }
  choice.best = best;
}

/** Whether the anchor is trained for the object that the choice was filled for. */
export function isTrained(i: number, choice: AnchorChoice, rule: AssignmentRule): boolean {
  return i === choice.best || (rule.assignment === 'ratio' && choice.ratio[i]! < rule.ratioThreshold);
}
