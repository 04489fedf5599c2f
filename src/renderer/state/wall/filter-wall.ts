// The boxes of the wall that pass a filter, and how many each choice of the filter would let through.
import { BAND_NAMES, type BandName } from '../../../core/analysis/brightness.ts';
import { SIZE_NAMES, sizeOf } from '../../../core/analysis/breakdown.ts';
import {
  HIT,
  JUDGED_OUTCOMES,
  MISS,
  NONE,
  type JudgedOutcome,
  type JudgedTable,
} from '../../../core/analysis/judged-table.ts';
import { kindOf, WALL_KINDS } from './wall-box.ts';
import { RANGE_NAMES, type Range, type RangeName, type WallFilter } from './wall-filter.ts';

/** What is filtered. */
export interface WallSource {
  readonly table: JudgedTable;
  /** Brightness of the image that a row lies in. */
  readonly bandOf: (row: number) => BandName;
  /** Mean luma of a row's crop in [0, 255]; null where it is not known (yet). */
  readonly brightnessOf: (row: number) => number | null;
  /** Greatest value that each range counts, from 0. */
  readonly limits: Readonly<Record<RangeName, number>>;
}

/** Rows that each choice lets through, at the other choices as they are. In the order of the choices' lists. */
export interface WallCounts {
  readonly outcomes: Record<JudgedOutcome, number>;
  readonly kinds: number[];
  readonly classes: number[];
  /** By class, without the boxes that no object was compared with: those are `noObject`. */
  readonly objects: number[];
  noObject: number;
  readonly branches: number[];
  /** By branch. */
  readonly anchors: number[][];
  readonly sizes: number[];
  readonly bands: number[];
  /** By RANGE_BINS bins from 0 to the limit. */
  readonly score: number[];
  readonly sigma: number[];
  readonly brightness: number[];
}
export const RANGE_BINS = 24;

/** The parts of a filter, each a bit: a row that fails one of them alone still counts as a choice of that one. */
const FACETS = ['outcome', 'kind', 'class', 'object', 'origin', 'size', 'band', ...RANGE_NAMES] as const;
type Facet = (typeof FACETS)[number];
const BIT = Object.fromEntries(FACETS.map((facet, i) => [facet, 1 << i])) as Readonly<Record<Facet, number>>;

/** Value of a row on a range; null where it has none. */
export function valueOn(source: WallSource, name: RangeName, row: number): number | null {
  if (name === 'brightness') return source.brightnessOf(row);
  return source.table.outcome[row] === MISS ? null : source.table[name][row]!;
}

/** @returns the rows that pass, in their order, and the counts */
export function filterWall(source: WallSource, filter: WallFilter): { rows: number[]; counts: WallCounts } {
  const failsOf = createTest(source, filter);
  const counts = emptyCounts();
  const rows: number[] = [];
  for (let row = 0; row < source.table.length; row++) {
    const fails = failsOf(row);
    if (fails === 0) rows.push(row);
    // All of them where nothing fails, one where it alone fails, none else.
    if ((fails & (fails - 1)) === 0) count(source, row, fails, counts);
  }
  return { rows, counts };
}

function emptyCounts(): WallCounts {
  const bins = (): number[] => new Array<number>(RANGE_BINS).fill(0);
  return {
    outcomes: { tp: 0, fp: 0, missed: 0 },
    kinds: WALL_KINDS.map(() => 0),
    classes: [],
    objects: [],
    noObject: 0,
    branches: [],
    anchors: [],
    sizes: SIZE_NAMES.map(() => 0),
    bands: BAND_NAMES.map(() => 0),
    score: bins(),
    sigma: bins(),
    brightness: bins(),
  };
}

/** The bits of the parts that a row fails. */
function createTest(source: WallSource, filter: WallFilter): (row: number) => number {
  const { table } = source;
  const outcomes = new Set(filter.outcomes.map((outcome) => JUDGED_OUTCOMES.indexOf(outcome)));
  const kinds = new Set(filter.kinds.map((kind) => WALL_KINDS.indexOf(kind)));
  const classes = new Set(filter.classes);
  const objects = new Set(filter.objects);
  const branches = new Set(filter.branches);
  const anchors = new Set(filter.anchors.map((anchor) => anchor.join('.')));
  const sizes = new Set(filter.sizes);
  const bands = new Set(filter.bands);
  const isOutside = (range: Range, value: number | null): boolean =>
    value === null || value < range[0] || value > range[1];
  return (row) => {
    const outcome = table.outcome[row]!;
    let fails = 0;
    if (outcomes.size > 0 ? !outcomes.has(outcome) : outcome === HIT) fails |= BIT.outcome;
    if (kinds.size > 0 && !kinds.has(kindOf(table, row))) fails |= BIT.kind;
    if (classes.size > 0 && !classes.has(table.classIndex[row]!)) fails |= BIT.class;
    if (objects.size > 0 && !objects.has(table.groundTruthClass[row]!)) fails |= BIT.object;
    if (branches.size + anchors.size > 0) {
      const branch = table.branch[row]!;
      if (!branches.has(branch) && !anchors.has(`${branch}.${table.anchor[row]!}`)) fails |= BIT.origin;
    }
    if (sizes.size > 0 && !sizes.has(sizeOf(table, row))) fails |= BIT.size;
    if (bands.size > 0 && !bands.has(source.bandOf(row))) fails |= BIT.band;
    for (const name of RANGE_NAMES) {
      const range = filter[name];
      if (range !== null && isOutside(range, valueOn(source, name, row))) fails |= BIT[name];
    }
    return fails;
  };
}

/** Adds a row to the counts of every part, or of the one that it fails. */
function count(source: WallSource, row: number, fails: number, counts: WallCounts): void {
  const { table, limits } = source;
  const counted = (facet: Facet): boolean => fails === 0 || fails === BIT[facet];
  const add = (list: number[], at: number): void => {
    list[at] = (list[at] ?? 0) + 1;
  };
  const outcome = JUDGED_OUTCOMES[table.outcome[row]!]!;
  if (counted('outcome')) counts.outcomes[outcome]++;
  if (counted('kind') && outcome !== 'tp') add(counts.kinds, kindOf(table, row));
  if (counted('class')) add(counts.classes, table.classIndex[row]!);
  if (counted('object')) {
    const object = table.groundTruthClass[row]!;
    if (object === NONE) counts.noObject++;
    else add(counts.objects, object);
  }
  if (counted('size')) add(counts.sizes, SIZE_NAMES.indexOf(sizeOf(table, row)));
  if (counted('band')) add(counts.bands, BAND_NAMES.indexOf(source.bandOf(row)));
  if (counted('origin') && outcome !== 'missed') {
    const branch = table.branch[row]!;
    add(counts.branches, branch);
    add((counts.anchors[branch] ??= []), table.anchor[row]!);
  }
  for (const name of RANGE_NAMES) {
    const value = counted(name) ? valueOn(source, name, row) : null;
    if (value === null) continue;
    add(counts[name], Math.min(RANGE_BINS - 1, Math.floor((value / limits[name]) * RANGE_BINS)));
  }
}
