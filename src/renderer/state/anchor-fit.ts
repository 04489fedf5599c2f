// How a set of anchors fits the training boxes: worked out in the page, so that it follows a dragged anchor.
import type { BranchRecipe } from '../../contract/recipe.ts';
import { shapeIou } from '../../core/anchors/shape-fit.ts';
import { listAnchors } from './anchor-edits.ts';

export interface AnchorFit {
  /** Mean over boxes of the IoU with the best anchor, in [0, 1]. */
  readonly meanBestIou: number;
  /** Boxes won by each anchor, in the order of `listAnchors`. */
  readonly wins: readonly number[];
  /** Boxes whose best anchor stays below IoU 0.5. */
  readonly uncovered: number;
  readonly boxes: number;
  /** The two anchors that are most alike, by number, where they nearly coincide. */
  readonly twins: { readonly first: number; readonly second: number; readonly iou: number } | null;
}

const COVERED_IOU = 0.5;
/** Above this two anchors compete for the same boxes. */
const TWIN_IOU = 0.82;

/** Sizes and anchors in input px. */
export function fitAnchors(
  branches: readonly BranchRecipe[],
  sizes: readonly (readonly [number, number])[],
): AnchorFit {
  const anchors = listAnchors(branches);
  const wins = new Array<number>(anchors.length).fill(0);
  let sum = 0;
  let uncovered = 0;
  for (const [width, height] of sizes) {
    let best = -1;
    let bestIou = -1;
    anchors.forEach((anchor, i) => {
      const iou = shapeIou({ width, height }, anchor);
      if (iou > bestIou) {
        best = i;
        bestIou = iou;
      }
    });
    if (best < 0) continue;
    wins[best]! += 1;
    sum += bestIou;
    if (bestIou < COVERED_IOU) uncovered += 1;
  }
  return {
    meanBestIou: sizes.length === 0 ? 0 : sum / sizes.length,
    wins,
    uncovered,
    boxes: sizes.length,
    twins: closestPair(anchors),
  };
}

function closestPair(anchors: ReturnType<typeof listAnchors>): AnchorFit['twins'] {
  let closest: AnchorFit['twins'] = null;
  for (const a of anchors) {
    for (const b of anchors) {
      const iou = a.number < b.number ? shapeIou(a, b) : 0;
      if (iou >= TWIN_IOU && iou > (closest?.iou ?? 0)) closest = { first: a.number, second: b.number, iou };
    }
  }
  return closest;
}

/** The sizes whose IoU with an anchor is exactly 0.5, as [width, height] around it: what the anchor may win. */
export function coveredRegion(anchor: {
  readonly width: number;
  readonly height: number;
}): [number, number][] {
  const { width: aw, height: ah } = anchor;
  const steps = 24;
  const widths = Array.from({ length: steps + 1 }, (_, i) => (aw / 2) * 4 ** (i / steps));
  // Solved from min(w, aw) * min(h, ah) = 0.5 * union, separately for heights below and above the anchor's.
  const lowest = (w: number): number => (w <= aw ? (aw * ah) / (2 * w) : (aw * ah) / (3 * aw - w));
  const highest = (w: number): number => (w <= aw ? 3 * ah - (aw * ah) / w : (2 * aw * ah) / w);
  return [
    ...widths.map((w): [number, number] => [w, highest(w)]),
    ...widths.toReversed().map((w): [number, number] => [w, lowest(w)]),
  ];
}
