// Where the errors of a whole split are: the worst images, and counts by class, branch and anchor.
import { countGroups, type GroupCounts } from '../analysis/breakdown.ts';
import { FALSE, HIT, NONE, type JudgedTable } from '../analysis/judged-table.ts';
import { ERROR_KINDS, recordKinds, type ErrorKind } from '../errors/error-kind.ts';

/** Outcomes of one image. */
export interface ImageCounts {
  /** Index into the evaluated images. */
  readonly image: number;
  readonly tp: number;
  readonly fp: number;
  readonly missed: number;
}

/** Counts of a class, a branch or an anchor; `missed` of classes only. */
export interface PartCounts {
  readonly tp: number;
  readonly fp: number;
  readonly missed: number;
  readonly kinds: Readonly<Record<ErrorKind, number>>;
}

export interface SplitInspection {
  readonly kinds: Readonly<Record<ErrorKind, number>>;
  /** In the order of the class list. */
  readonly classes: readonly PartCounts[];
  /** Branches and anchors with at least one detection, by their indices. */
  readonly branches: readonly (PartCounts & { readonly branch: number })[];
  readonly anchors: readonly (PartCounts & { readonly branch: number; readonly anchor: number })[];
  /** All images, those with most false positives first, then those with most missed objects. */
  readonly images: readonly ImageCounts[];
}

/** More anchors than a branch can have, as the candidates' column is a byte. */
const MOST_ANCHORS = 256;

/** @param classes how many there are @param images how many were evaluated */
export function inspectSplit(judged: JudgedTable, classes: number, images: number): SplitInspection {
  const byClass = countGroups(judged, (row) => judged.classIndex[row]!);
  const byBranch = countGroups(judged, (row) => known(judged.branch[row]!));
  const byAnchor = countGroups(judged, (row) =>
    known(judged.branch[row]!) === null ? null : judged.branch[row]! * MOST_ANCHORS + judged.anchor[row]!,
  );
  const ofClasses = Array.from({ length: classes }, (_, c) => partCounts(byClass.get(c)));
  return {
    kinds: recordKinds((_, name) => ofClasses.reduce((sum, { kinds }) => sum + kinds[name], 0)),
    classes: ofClasses,
    branches: ascending(byBranch).map(([branch, counts]) => ({ branch, ...partCounts(counts) })),
    anchors: ascending(byAnchor).map(([key, counts]) => ({
      branch: Math.floor(key / MOST_ANCHORS),
      anchor: key % MOST_ANCHORS,
      ...partCounts(counts),
    })),
    images: worstFirst(judged, images),
  };
}

const known = (index: number): number | null => (index === NONE ? null : index);

const ascending = <T>(groups: ReadonlyMap<number, T>): [number, T][] => [...groups].sort(([a], [b]) => a - b);

function partCounts(counts: GroupCounts | undefined): PartCounts {
  const { tp, fp, missed, kinds } = counts ?? { tp: 0, fp: 0, missed: 0, kinds: ERROR_KINDS.map(() => 0) };
  return { tp, fp, missed, kinds: recordKinds((kind) => kinds[kind]!) };
}

function worstFirst(judged: JudgedTable, images: number): ImageCounts[] {
  const counts = Array.from({ length: images }, (_, image) => ({ image, tp: 0, fp: 0, missed: 0 }));
  for (let row = 0; row < judged.length; row++) {
    const ofImage = counts[judged.image[row]!]!;
    if (judged.outcome[row] === HIT) ofImage.tp++;
    else if (judged.outcome[row] === FALSE) ofImage.fp++;
    else ofImage.missed++;
  }
  return counts.sort((a, b) => b.fp - a.fp || b.missed - a.missed || a.image - b.image);
}
