// What the lab thinks of the anchors, and the edit that would help, where there is one.
import { shapeIou } from '../../../core/anchors/shape-fit.ts';
import type { AnchorWarning } from '../../../core/anchors/anchor-warnings.ts';
import { formatShare } from '../../format/figures.ts';
import { STRIDES, type ListedAnchor } from './anchor-edits.ts';
import type { AnchorLab } from './anchor-lab.svelte.ts';
import { neededAnchor } from './needed-anchor.ts';

export interface Opinion {
  /** The anchor it is about. */
  readonly anchor: ListedAnchor | null;
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

/** From this shape IoU on two anchors compete for the same objects. */
const TWIN_IOU = 0.82;

/** The warnings, each with what can be done, and anchors that nearly coincide. */
export function anchorOpinions(lab: AnchorLab): readonly Opinion[] {
  const warned = lab.warnings.map((warning) => ({
    anchor: lab.anchorAt(warning.branch, warning.anchor),
    text: warning.message,
    action: remedy(lab, warning),
  }));
  const twins = closestPair(lab.editor.anchors);
  if (twins === null) return warned;
  const text = `Anchors ${twins.first.number} and ${twins.second.number} nearly coincide (IoU ${formatShare(twins.iou, 2)}): they compete for the same objects.`;
  return [...warned, { anchor: null, text, action: moveToNeed(lab, twins.second) }];
}

function remedy(lab: AnchorLab, { code, branch, anchor }: AnchorWarning): Opinion['action'] {
  const subject = lab.anchorAt(branch, anchor);
  switch (code) {
    case 'anchor-dead':
      return subject && moveToNeed(lab, subject);
    case 'anchor-beyond-input':
      return subject && cutToInput(lab, subject);
    case 'recall-low':
    case 'aspect-uncovered':
      return addAtNeed(lab);
    case 'anchor-beyond-field':
      return moveLargest(lab, branch!);
    case 'objects-below-cell':
      return addFinerBranch(lab);
    default:
      return null;
  }
}

/** The anchor to where objects miss one most. */
function moveToNeed({ editor, table }: AnchorLab, anchor: ListedAnchor): Opinion['action'] {
  if (table === null || editor.isHeld(anchor)) return null;
  const run = () => {
    const others = editor.anchors.filter(({ number }) => number !== anchor.number);
    const target = neededAnchor(table, others);
    if (target !== null) editor.resize(anchor, target.width, target.height);
    editor.select(anchor);
  };
  return { label: `move ${anchor.number} to where objects need one`, run };
}

function addAtNeed({ editor, table }: AnchorLab): Opinion['action'] {
  if (table === null) return null;
  const run = () => {
    const target = neededAnchor(table, editor.anchors);
    if (target !== null) editor.add(target);
  };
  return { label: 'add an anchor where objects need one', run };
}

function cutToInput({ editor, recipe }: AnchorLab, anchor: ListedAnchor): Opinion['action'] {
  if (recipe === null) return null;
  const { width, height } = recipe.input;
  return {
    label: `cut ${anchor.number} to the input`,
    run: () => editor.resize(anchor, Math.min(anchor.width, width), Math.min(anchor.height, height)),
  };
}

/** The largest anchor of a branch to the one that sees most, where that covers it. */
function moveLargest({ editor, recipe, draft }: AnchorLab, branch: number): Opinion['action'] {
  const stride = recipe?.network.branches[branch]?.stride;
  const longer = ({ width, height }: ListedAnchor): number => Math.max(width, height);
  const largest = editor.anchors
    .filter((anchor) => anchor.stride === stride)
    .sort((a, b) => longer(b) - longer(a))[0];
  const target = draft.preview.value?.branches
    .filter(
      (head) => largest !== undefined && head.stride !== stride && head.receptiveField >= longer(largest),
    )
    .sort((a, b) => b.stride - a.stride)[0];
  const to = STRIDES.find((candidate) => candidate === target?.stride);
  if (largest === undefined || to === undefined) return null;
  return { label: `move ${largest.number} to stride ${to}`, run: () => editor.move(largest, to) };
}

function addFinerBranch({ editor, recipe }: AnchorLab): Opinion['action'] {
  const finest = Math.min(...(recipe?.network.branches ?? []).map(({ stride }) => stride));
  const finer = STRIDES.findLast((stride) => stride < finest);
  if (finer === undefined) return null;
  return { label: `add a branch of stride ${finer}`, run: () => editor.toggleBranch(finer) };
}

function closestPair(anchors: readonly ListedAnchor[]) {
  let closest: { first: ListedAnchor; second: ListedAnchor; iou: number } | null = null;
  for (const first of anchors) {
    for (const second of anchors) {
      const iou = first.number < second.number ? shapeIou(first, second) : 0;
      if (iou >= TWIN_IOU && iou > (closest?.iou ?? 0)) closest = { first, second, iou };
    }
  }
  return closest;
}
