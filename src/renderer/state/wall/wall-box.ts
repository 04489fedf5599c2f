// One crop of the wall: a judged box with all that is known of it.
import {
  HIT,
  JUDGED_OUTCOMES,
  MISS,
  type JudgedOutcome,
  type JudgedTable,
} from '../../../core/analysis/judged-table.ts';
import { sizeOf, type SizeName } from '../../../core/analysis/breakdown.ts';
import type { Box } from '../../../core/boxes/box.ts';
import { findMisnamed } from '../../../core/analysis/confusion.ts';
import { ERROR_KINDS, NO_ERROR } from '../../../core/errors/error-kind.ts';
import { ERROR_WORDS } from '../../../core/errors/error-words.ts';
import type { Picked } from '../inspected-image.svelte.ts';
import type { JudgedSplitValue } from '../judged-split.svelte.ts';

/**
 * Kinds of error; `misnamed` is a missed object that a false positive of another class lies well on, `claimed` one that only a
 * badly placed false positive is about.
 */
export const WALL_KINDS = [...ERROR_KINDS, 'claimed', 'misnamed'] as const;
export type WallKind = (typeof WALL_KINDS)[number];
export const KIND_LABELS: Readonly<Record<WallKind, string>> = {
  ...ERROR_WORDS,
  missed: 'nothing near',
  claimed: 'badly found',
  misnamed: 'named wrongly',
};

/** A row of the judged table in words and numbers. */
export interface WallBox {
  /** Row of the judged table. */
  readonly row: number;
  readonly key: number;
  readonly imageId: string;
  readonly image: JudgedSplitValue['images'][number];
  readonly outcome: JudgedOutcome;
  /** Null for a true positive. */
  readonly kind: WallKind | null;
  readonly className: string;
  /** In [0, 1]; null for a missed object, as are branch, anchor and sigma. */
  readonly score: number | null;
  /** Image px. */
  readonly box: Box;
  readonly size: SizeName;
  /** The object that was taken, or that the error is about, and IoU with it; null where there is none, and for a missed object. */
  readonly about: { readonly className: string; readonly iou: number } | null;
  readonly branch: number | null;
  readonly anchor: number | null;
  readonly sigma: number | null;
  /** How the image's own view names it. */
  readonly picked: Picked;
}

/** Boxes of one image, of either outcome. */
const KEYS_OF_IMAGE = 2 ** 22;

/** A number by which a box is known again at other settings: its image, and its candidate or object. */
export function keyOf({ image, outcome, row, groundTruth }: JudgedTable, at: number): number {
  const within = outcome[at] === MISS ? KEYS_OF_IMAGE / 2 + groundTruth[at]! : row[at]!;
  return image[at]! * KEYS_OF_IMAGE + within;
}

/** Each row by its key. */
export function rowsByKey(table: JudgedTable, rows: readonly number[]): ReadonlyMap<number, number> {
  return new Map(rows.map((row) => [keyOf(table, row), row]));
}

/** What `findMisnamed` tells of each table: it is found once, and asked for box by box. */
const misnamedOf = new WeakMap<JudgedTable, (row: number) => boolean>();

/** Position in WALL_KINDS; -1 for a true positive. */
export function kindOf(table: JudgedTable, row: number): number {
  if (table.outcome[row] === HIT) return -1;
  const kind = table.kind[row]!;
  if (kind !== NO_ERROR) return kind;
  const isMisnamed = misnamedOf.get(table) ?? findMisnamed(table);
  misnamedOf.set(table, isMisnamed);
  return WALL_KINDS.indexOf(isMisnamed(row) ? 'misnamed' : 'claimed');
}

/** All about a row. */
export function wallBox({ table, images, classes }: JudgedSplitValue, row: number): WallBox {
  const isDetection = table.outcome[row] !== MISS;
  const image = images[table.image[row]!]!;
  const aboutClass = classes[table.groundTruthClass[row]!];
  return {
    row,
    key: keyOf(table, row),
    imageId: image.imageId,
    image,
    outcome: JUDGED_OUTCOMES[table.outcome[row]!]!,
    kind: WALL_KINDS[kindOf(table, row)] ?? null,
    className: classes[table.classIndex[row]!] ?? '',
    score: isDetection ? table.score[row]! : null,
    box: { x1: table.x1[row]!, y1: table.y1[row]!, x2: table.x2[row]!, y2: table.y2[row]! },
    size: sizeOf(table, row),
    about: isDetection && aboutClass !== undefined ? { className: aboutClass, iou: table.iou[row]! } : null,
    branch: isDetection ? table.branch[row]! : null,
    anchor: isDetection ? table.anchor[row]! : null,
    sigma: isDetection ? table.sigma[row]! : null,
    picked: isDetection
      ? { kind: 'candidate', row: table.row[row]! }
      : { kind: 'groundTruth', index: table.groundTruth[row]! },
  };
}
