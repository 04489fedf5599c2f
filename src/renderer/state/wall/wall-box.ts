// One crop of the wall: a false positive or a missed object, with all that is known of it.
import { FALSE, HIT, MISS, type JudgedTable } from '../../../core/analysis/judged-table.ts';
import { sizeOf, type SizeName } from '../../../core/analysis/breakdown.ts';
import type { Box } from '../../../core/boxes/box.ts';
import { ERROR_KINDS } from '../../../core/errors/error-kind.ts';
import type { Picked } from '../inspected-image.svelte.ts';
import type { JudgedSplitValue } from '../judged-split.svelte.ts';

/** Kinds of error; `claimed` is a missed object that a badly placed or wrongly named false positive is about. */
export const WALL_KINDS = [...ERROR_KINDS, 'claimed'] as const;
export type WallKind = (typeof WALL_KINDS)[number];
export const KIND_LABELS: Readonly<Record<WallKind, string>> = {
  classification: 'wrong class',
  localization: 'badly placed',
  both: 'class and place',
  duplicate: 'duplicate',
  background: 'background',
  missed: 'nothing near',
  claimed: 'badly found',
};

/** A row of the judged table in words and numbers. */
export interface WallBox {
  /** Row of the judged table. */
  readonly row: number;
  readonly key: number;
  readonly imageId: string;
  readonly image: { readonly width: number; readonly height: number };
  readonly outcome: 'fp' | 'missed';
  readonly kind: WallKind;
  readonly className: string;
  /** In [0, 1]; null for a missed object, as are branch, anchor and sigma. */
  readonly score: number | null;
  /** Image px. */
  readonly box: Box;
  readonly size: SizeName;
  /** The object that the error is about, and IoU with it; null where there is none, and for a missed object. */
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

/** Rows of the boxes that are wrong, in the table's order. */
export function wrongRows({ outcome, length }: JudgedTable): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < length; row++) if (outcome[row] !== HIT) rows.push(row);
  return rows;
}

/** Each row by its key. */
export function rowsByKey(table: JudgedTable, rows: readonly number[]): ReadonlyMap<number, number> {
  return new Map(rows.map((row) => [keyOf(table, row), row]));
}

/** Position in WALL_KINDS. */
export function kindOf({ kind }: JudgedTable, row: number): number {
  return Math.min(kind[row]!, WALL_KINDS.length - 1);
}

/** All about a wrong row. */
export function wallBox({ table, images, classes }: JudgedSplitValue, row: number): WallBox {
  const isFalse = table.outcome[row] === FALSE;
  const image = images[table.image[row]!]!;
  const aboutClass = classes[table.groundTruthClass[row]!];
  return {
    row,
    key: keyOf(table, row),
    imageId: image.imageId,
    image,
    outcome: isFalse ? 'fp' : 'missed',
    kind: WALL_KINDS[kindOf(table, row)]!,
    className: classes[table.classIndex[row]!] ?? '',
    score: isFalse ? table.score[row]! : null,
    box: { x1: table.x1[row]!, y1: table.y1[row]!, x2: table.x2[row]!, y2: table.y2[row]! },
    size: sizeOf(table, row),
    about: isFalse && aboutClass !== undefined ? { className: aboutClass, iou: table.iou[row]! } : null,
    branch: isFalse ? table.branch[row]! : null,
    anchor: isFalse ? table.anchor[row]! : null,
    sigma: isFalse ? table.sigma[row]! : null,
    picked: isFalse
      ? { kind: 'candidate', row: table.row[row]! }
      : { kind: 'groundTruth', index: table.groundTruth[row]! },
  };
}
