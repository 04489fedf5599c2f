// Which branch gets which anchors.
import type { Size } from '../boxes/box.ts';
import { UserError } from '../user-error.ts';

/** A branch and its anchors, px. */
export interface AnchoredBranch {
  readonly stride: number;
  readonly anchors: Size[];
}

/**
 * Anchors by ascending area dealt out to branches: the smallest to the finest stride, equally many each. Fewer anchors than
 * branches leave some without. Coarsest first, as everywhere.
 */
export function distributeAnchors(anchors: readonly Size[], strides: readonly number[]): AnchoredBranch[] {
  const fineToCoarse = [...strides].sort((a, b) => a - b);
  const perBranch = anchors.length / strides.length;
  return fineToCoarse
    .map((stride, i) => ({
      stride,
      anchors: anchors.slice(Math.round(i * perBranch), Math.round((i + 1) * perBranch)),
    }))
    .reverse();
}

/**
 * Cells that an anchor's side (square root of its area) should span at least. Darknet's rule of thumb gives anchors below 30 px
 * to stride 8, below 60 px to stride 16 and the others to stride 32: about two cells.
 */
const LEAST_CELLS = 2;

/**
 * Each anchor to the coarsest branch of which it spans at least two cells and whose receptive field covers it; where no field
 * covers it, to the branch with the largest; where it spans two cells of none, to the finest. Not simply to the finest branch
 * with a field that is large enough: along a feature pyramid the finest sees furthest, and would get all anchors.
 * Coarsest first; branches may remain without anchors.
 */
export function distributeByField(
  anchors: readonly Size[],
  branches: readonly { readonly stride: number; readonly receptiveField: number }[],
): AnchoredBranch[] {
  const coarseToFine = [...branches].sort((a, b) => b.stride - a.stride);
  const chosen = anchors.map(({ width, height }) => {
    const spans = coarseToFine.filter(({ stride }) => Math.sqrt(width * height) >= LEAST_CELLS * stride);
    if (spans.length === 0) return coarseToFine.at(-1);
    const covers = spans.find(({ receptiveField }) => receptiveField >= Math.max(width, height));
    return covers ?? spans.reduce((a, b) => (b.receptiveField > a.receptiveField ? b : a));
  });
  return coarseToFine.map((branch) => ({
    stride: branch.stride,
    anchors: anchors.filter((_, i) => chosen[i] === branch),
  }));
}

/**
 * Anchors as groups say (Darknet's masks: positions in `anchors`), the group of the smallest anchors to the finest stride:
 * files list their heads in either order. Coarsest first. @throws UserError unless there is a group for each stride
 */
export function distributeByGroups(
  anchors: readonly Size[],
  groups: readonly (readonly number[])[],
  strides: readonly number[],
): AnchoredBranch[] {
  if (groups.length !== strides.length)
    throw new UserError({
      code: 'anchors-branches',
      message: `The anchors come in ${groups.length} groups (mask), but there are ${strides.length} branches: stride ${strides.join(', ')}.`,
      hint: 'Give a mask for each branch and a branch for each mask, or no mask: then anchors are dealt out by size.',
    });
  const sized = groups
    .map((group) => group.map((position) => anchors[position]!))
    .map((own) => ({
      own,
      mean: own.reduce((total, { width, height }) => total + Math.sqrt(width * height), 0) / own.length,
    }))
    .sort((a, b) => b.mean - a.mean);
  return [...strides].sort((a, b) => b - a).map((stride, i) => ({ stride, anchors: sized[i]!.own }));
}
