// How many marks there are of each kind, and in words.
import { MARK_KINDS, type Mark, type MarkKind } from './mark.ts';

export interface MarkCount {
  readonly kind: MarkKind;
  readonly marks: number;
  /** Images with at least one. */
  readonly images: number;
}

/** One entry a kind, also where there is none. */
export function countMarks(marks: readonly Pick<Mark, 'kind' | 'imageId'>[]): MarkCount[] {
  return MARK_KINDS.map((kind) => {
    const ofKind = marks.filter((mark) => mark.kind === kind);
    return { kind, marks: ofKind.length, images: new Set(ofKind.map(({ imageId }) => imageId)).size };
  });
}

/** `3 missing labels and 1 ignore region`; kinds of which there is none are left out. */
export function describeMarks(marks: readonly Pick<Mark, 'kind' | 'imageId'>[]): string {
  const parts = countMarks(marks)
    .filter((count) => count.marks > 0)
    .map(({ kind, marks: count }) => plural(count, kind.replace('-', ' ')));
  const last = parts.pop();
  if (last === undefined) return 'no marks';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

/** `1 image`, `2 images`. */
export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
