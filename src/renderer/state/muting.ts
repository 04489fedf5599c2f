// Which branches, anchors and classes are muted, as a person switches them.
import { NOTHING_MUTED, type MutedCandidates } from '../../core/nms/scores.ts';

/** Something that can be muted. */
export type Mutable =
  | { readonly kind: 'branch'; readonly branch: number }
  | { readonly kind: 'anchor'; readonly branch: number; readonly anchor: number }
  | { readonly kind: 'class'; readonly classIndex: number };

/** Whether it is muted itself (an anchor of a muted branch is silent, but not muted itself). */
export function isMuted(muted: MutedCandidates = NOTHING_MUTED, what: Mutable): boolean {
  if (what.kind === 'branch') return muted.branches.includes(what.branch);
  if (what.kind === 'class') return muted.classes.includes(what.classIndex);
  return muted.anchors.some(([branch, anchor]) => branch === what.branch && anchor === what.anchor);
}

/** How many things are muted. */
export function countMuted({ branches, anchors, classes }: MutedCandidates = NOTHING_MUTED): number {
  return branches.length + anchors.length + classes.length;
}

/** Mutes it, or lets it speak again. */
export function toggleMuted(muted: MutedCandidates = NOTHING_MUTED, what: Mutable): MutedCandidates {
  const toggle = (list: readonly number[], value: number): readonly number[] =>
    list.includes(value) ? list.filter((other) => other !== value) : [...list, value].sort((a, b) => a - b);
  if (what.kind === 'branch') return { ...muted, branches: toggle(muted.branches, what.branch) };
  if (what.kind === 'class') return { ...muted, classes: toggle(muted.classes, what.classIndex) };
  const { branch, anchor } = what;
  const anchors = isMuted(muted, what)
    ? muted.anchors.filter(([b, a]) => b !== branch || a !== anchor)
    : [...muted.anchors, [branch, anchor] as const];
  return { ...muted, anchors };
}
