// Counts, rates and kinds of error per class, branch, anchor, size or brightness: the rows of a table.
import {
  BAND_NAMES,
  type BandName,
  type BrightnessBand,
  type BrightnessBands,
} from '../core/analysis/brightness.ts';
import { countGroups, SIZE_NAMES, sizeOf, type GroupCounts } from '../core/analysis/breakdown.ts';
import type { JudgedTable } from '../core/analysis/judged-table.ts';
import { ERROR_KINDS } from '../core/errors/error-kind.ts';
import type { CsvTable } from './csv.ts';

export const BREAKDOWNS = ['class', 'branch', 'anchor', 'size', 'brightness'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** A branch of the network, in the order of candidates' branch indices. Anchors in px at input. */
export interface BranchShape {
  readonly stride: number;
  readonly anchors: readonly (readonly [number, number])[];
}

/** What a row stands for: those of its fields that are not null. */
export interface BreakdownKey {
  readonly classIndex: number | null;
  readonly branch: number | null;
  readonly anchor: number | null;
  readonly size: (typeof SIZE_NAMES)[number] | null;
  readonly band: BandName | null;
}

export interface BreakdownRow {
  readonly key: BreakdownKey;
  readonly name: string;
  readonly tp: number;
  readonly fp: number;
  /** Null where objects cannot belong to it: a missed object has no branch. */
  readonly missed: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  /** Images that belong to it, and false positives by them; null but for brightness, where an image belongs to one row. */
  readonly images: number | null;
  readonly falsePositivesPerImage: number | null;
  /** In the order of ERROR_KINDS. */
  readonly kinds: readonly number[];
}

export interface BreakdownNames {
  readonly classes: readonly string[];
  readonly branches: readonly BranchShape[];
  /** Null while they are not known: there are no rows by brightness then. */
  readonly brightness: BrightnessBands | null;
}

const NO_KEY: BreakdownKey = { classIndex: null, branch: null, anchor: null, size: null, band: null };
const NO_COUNTS: GroupCounts = { tp: 0, fp: 0, missed: 0, kinds: ERROR_KINDS.map(() => 0) };
/** More anchors than a branch can have. */
const MOST_ANCHORS = 256;

/** The number of a part: what FP by branch and anchor are grouped by. */
function partNumber(branch: number, anchor: number): number {
  return branch * MOST_ANCHORS + anchor;
}

/** Counts of each anchor. */
export function countParts(
  table: JudgedTable,
): (part: { readonly branch: number; readonly anchor: number }) => GroupCounts | undefined {
  const groups = countGroups(table, (row) =>
    table.branch[row]! < 0 ? null : partNumber(table.branch[row]!, table.anchor[row]!),
  );
  return ({ branch, anchor }) => groups.get(partNumber(branch, anchor));
}

/** A row for every class, branch, anchor or size, in that order, also where there is nothing; for every band that has images. */
export function breakdownRows(table: JudgedTable, by: Breakdown, names: BreakdownNames): BreakdownRow[] {
  if (by === 'class') {
    const groups = countGroups(table, (row) => table.classIndex[row]!);
    return names.classes.map((name, classIndex) =>
      toRow({ ...NO_KEY, classIndex }, name, groups.get(classIndex)),
    );
  }
  if (by === 'size') {
    const groups = countGroups(table, (row) => sizeOf(table, row));
    return SIZE_NAMES.map((size) => toRow({ ...NO_KEY, size }, size, groups.get(size)));
  }
  if (by === 'brightness') return names.brightness === null ? [] : brightnessRows(table, names.brightness);
  if (by === 'branch') {
    const groups = countGroups(table, (row) => (table.branch[row]! < 0 ? null : table.branch[row]!));
    return names.branches.map(({ stride }, branch) =>
      toRow({ ...NO_KEY, branch }, `stride ${stride}`, groups.get(branch), false),
    );
  }
  const countsOf = countParts(table);
  return names.branches.flatMap(({ stride, anchors }, branch) =>
    anchors.map(([width, height], anchor) =>
      toRow(
        { ...NO_KEY, branch, anchor },
        `stride ${stride}, ${anchor + 1}: ${Math.round(width)} x ${Math.round(height)}`,
        countsOf({ branch, anchor }),
        false,
      ),
    ),
  );
}

function brightnessRows(table: JudgedTable, { ofImage, bands }: BrightnessBands): BreakdownRow[] {
  const groups = countGroups(table, (row) => BAND_NAMES[ofImage[table.image[row]!]!]!);
  return bands
    .filter(({ images }) => images > 0)
    .map((band) => {
      const row = toRow({ ...NO_KEY, band: band.name }, nameBand(band), groups.get(band.name));
      const { images } = band;
      return { ...row, images, falsePositivesPerImage: row.fp / images };
    });
}

/** `medium, 120.4 to 151.0`, in mean luma. */
export function nameBand({ name, from, to }: BrightnessBand): string {
  const edge = (luma: number): string => luma.toFixed(1);
  if (from !== null) return `${name}, ${to === null ? `from ${edge(from)}` : `${edge(from)} to ${edge(to)}`}`;
  return to === null ? name : `${name}, below ${edge(to)}`;
}

function toRow(
  key: BreakdownKey,
  name: string,
  { tp, fp, missed, kinds }: GroupCounts = NO_COUNTS,
  hasObjects = true,
): BreakdownRow {
  const ratio = (whole: number): number | null => (whole > 0 ? tp / whole : null);
  return {
    key,
    name,
    tp,
    fp,
    missed: hasObjects ? missed : null,
    precision: ratio(tp + fp),
    recall: hasObjects ? ratio(tp + missed) : null,
    images: null,
    falsePositivesPerImage: null,
    kinds,
  };
}

/** @param more further columns: name and value of each row */
export function breakdownCsv(
  by: Breakdown,
  rows: readonly BreakdownRow[],
  more: Readonly<Record<string, (row: BreakdownRow) => number | null>> = {},
): CsvTable {
  const ofImages = by === 'brightness';
  return {
    columns: [
      by,
      'tp',
      'fp',
      'missed',
      'precision',
      'recall',
      ...(ofImages ? ['images', 'fp_per_image'] : []),
      ...ERROR_KINDS.map((kind) => `kind_${kind}`),
      ...Object.keys(more),
    ],
    rows: rows.map((row) => [
      row.name,
      row.tp,
      row.fp,
      row.missed,
      row.precision,
      row.recall,
      ...(ofImages ? [row.images, row.falsePositivesPerImage] : []),
      ...row.kinds,
      ...Object.values(more).map((value) => value(row)),
    ]),
  };
}
