// Edits of the anchors of a recipe: functions from branches to branches.
import type { BranchRecipe } from '../../../contract/recipe.ts';

export type Stride = BranchRecipe['stride'];
export const STRIDES: readonly Stride[] = [4, 8, 16, 32, 64];
export type AnchorSize = readonly [width: number, height: number];

/** Where an anchor is: its branch's stride and its place in that branch. */
export interface AnchorAddress {
  readonly stride: Stride;
  readonly index: number;
}

/** An anchor as it is listed: numbered from 1 over all branches, finest first. */
export interface ListedAnchor extends AnchorAddress {
  readonly number: number;
  readonly width: number;
  readonly height: number;
}

/** The anchors in the order in which people count them: finest branch first. */
export function listAnchors(branches: readonly BranchRecipe[]): readonly ListedAnchor[] {
  const byStride = branches.toSorted((a, b) => a.stride - b.stride);
  let number = 0;
  return byStride.flatMap(({ stride, anchors }) =>
    anchors.map(([width, height], index) => ({ stride, index, number: ++number, width, height })),
  );
}

export function resizeAnchor(
  branches: readonly BranchRecipe[],
  { stride, index }: AnchorAddress,
  size: AnchorSize,
): BranchRecipe[] {
  return mapBranch(branches, stride, (anchors) => anchors.with(index, [size[0], size[1]]));
}

export function addAnchor(
  branches: readonly BranchRecipe[],
  stride: Stride,
  size: AnchorSize,
): BranchRecipe[] {
  return mapBranch(branches, stride, (anchors) => [...anchors, [size[0], size[1]]]);
}

/** Takes an anchor away; with its last anchor the branch goes too, but never the last branch. */
export function removeAnchor(
  branches: readonly BranchRecipe[],
  { stride, index }: AnchorAddress,
): BranchRecipe[] {
  const left = mapBranch(branches, stride, (anchors) => anchors.toSpliced(index, 1)).filter(
    ({ anchors }) => anchors.length > 0,
  );
  return left.length > 0 ? left : [...branches];
}

/** Moves an anchor to another branch, which is made if it does not exist. */
export function moveAnchor(
  branches: readonly BranchRecipe[],
  from: AnchorAddress,
  stride: Stride,
): BranchRecipe[] {
  const size = branches.find((branch) => branch.stride === from.stride)?.anchors[from.index];
  if (size === undefined || stride === from.stride) return [...branches];
  const target = branches.some((branch) => branch.stride === stride)
    ? addAnchor(branches, stride, size)
    : insertBranch(branches, { stride, anchors: [[size[0], size[1]]] });
  return removeAnchor(target, from);
}

/** A copy of an anchor, a little larger so that both can be seen, behind it. */
export function duplicateAnchor(
  branches: readonly BranchRecipe[],
  { stride, index }: AnchorAddress,
): BranchRecipe[] {
  const larger = (side: number): number => Math.round(side * DUPLICATE_FACTOR * 10) / 10;
  return mapBranch(branches, stride, (anchors) => {
    const [width, height] = anchors[index]!;
    return anchors.toSpliced(index + 1, 0, [larger(width), larger(height)]);
  });
}
const DUPLICATE_FACTOR = 1.15;

/** The next stride that branches may have: 1 coarser, -1 finer; null at the end. */
export function neighbourStride(stride: Stride, step: 1 | -1): Stride | null {
  return STRIDES[STRIDES.indexOf(stride) + step] ?? null;
}

/** Switches a branch on or off. A new branch starts with anchors around the sizes its stride resolves well. */
export function toggleBranch(
  branches: readonly BranchRecipe[],
  stride: Stride,
  anchorsPerBranch: number,
): BranchRecipe[] {
  if (branches.some((branch) => branch.stride === stride)) {
    const left = branches.filter((branch) => branch.stride !== stride);
    return left.length > 0 ? left : [...branches];
  }
  const anchors = Array.from({ length: anchorsPerBranch }, (_, i): [number, number] => {
    const side = Math.round(stride * 2 * 2 ** (i / anchorsPerBranch));
    return [side, side];
  });
  return insertBranch(branches, { stride, anchors });
}

/** Anchors are px at input size: with another input size they grow or shrink along. Rounded to tenths. */
export function scaleAnchors(branches: readonly BranchRecipe[], factor: number): BranchRecipe[] {
  const scale = (side: number): number => Math.max(1, Math.round(side * factor * 10) / 10);
  return branches.map((branch) => ({
    ...branch,
    anchors: branch.anchors.map(([width, height]) => [scale(width), scale(height)]),
  }));
}

/** Branches stay coarsest first, as the layers come. */
function insertBranch(branches: readonly BranchRecipe[], branch: BranchRecipe): BranchRecipe[] {
  return [...branches, branch].sort((a, b) => b.stride - a.stride);
}

function mapBranch(
  branches: readonly BranchRecipe[],
  stride: Stride,
  edit: (anchors: BranchRecipe['anchors']) => BranchRecipe['anchors'],
): BranchRecipe[] {
  return branches.map((branch) =>
    branch.stride === stride ? { ...branch, anchors: edit(branch.anchors) } : branch,
  );
}
