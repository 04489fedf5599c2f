// What the wall lets through, and how the URL says it: `wall=fp,kbackground,c0,o1,b1,a0.2,zsmall,idark,s0.3-0.7,l40-90`.
import { SIZE_NAMES, type SizeName } from '../../../core/analysis/breakdown.ts';
import { BAND_NAMES, type BandName } from '../../../core/analysis/brightness.ts';
import { JUDGED_OUTCOMES, NONE, type JudgedOutcome } from '../../../core/analysis/judged-table.ts';
import { WALL_KINDS, type WallKind } from './wall-box.ts';

/** Both ends belong to it. */
export type Range = readonly [low: number, high: number];
export const RANGE_NAMES = ['score', 'sigma', 'brightness'] as const;
export type RangeName = (typeof RANGE_NAMES)[number];

/**
 * An empty list, or null, lets everything through; of outcomes, what is wrong. Anything else lets through what has the property and one of the values: a
 * missed object has no score, so no range of scores has room for it.
 */
export interface WallFilter {
  /** None: false positives and missed objects. */
  readonly outcomes: readonly JudgedOutcome[];
  readonly kinds: readonly WallKind[];
  /** Of the box. */
  readonly classes: readonly number[];
  /** Classes of the object that the box was compared with (see `JudgedTable.groundTruth`); NONE where there is none. */
  readonly objects: readonly number[];
  readonly branches: readonly number[];
  /** [branch, anchor]; they let through beside the branches. */
  readonly anchors: readonly (readonly [number, number])[];
  readonly sizes: readonly SizeName[];
  /** Brightness of the whole image. */
  readonly bands: readonly BandName[];
  readonly score: Range | null;
  readonly sigma: Range | null;
  /** Of the crop. */
  readonly brightness: Range | null;
}

export const NO_FILTER: WallFilter = {
  outcomes: [],
  kinds: [],
  classes: [],
  objects: [],
  branches: [],
  anchors: [],
  sizes: [],
  bands: [],
  score: null,
  sigma: null,
  brightness: null,
};

const RANGE_LETTERS: Readonly<Record<RangeName, string>> = { score: 's', sigma: 'g', brightness: 'l' };

/** An object that is not there, in the URL. */
const NO_OBJECT = 'none';

/** The filter that the URL names; what cannot be understood is left out. */
export function parseWallFilter(text: string | undefined): WallFilter {
  const entries = (text ?? '').split(',');
  const rest = (letter: string): string[] =>
    entries.filter((entry) => entry.startsWith(letter)).map((entry) => entry.slice(1));
  const numbers = (letter: string): number[] => rest(letter).filter(isWhole).map(Number);
  const known = <T extends string>(letter: string, names: readonly T[]): T[] => {
    const wanted = rest(letter);
    return names.filter((name) => wanted.includes(name));
  };
  const range = (name: RangeName): Range | null => {
    const match = rest(RANGE_LETTERS[name])
      .map((entry) => /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(entry))
      .find((found) => found !== null);
    const [low, high] = [Number(match?.[1]), Number(match?.[2])];
    return low <= high ? [low, high] : null;
  };
  return {
    outcomes: JUDGED_OUTCOMES.filter((outcome) => entries.includes(outcome)),
    kinds: known('k', WALL_KINDS),
    classes: numbers('c'),
    objects: rest('o').flatMap((entry) =>
      entry === NO_OBJECT ? [NONE] : isWhole(entry) ? [Number(entry)] : [],
    ),
    branches: numbers('b'),
    anchors: rest('a').flatMap((entry) => {
      const [branch = '', anchor = ''] = entry.split('.');
      return isWhole(branch) && isWhole(anchor) ? [[Number(branch), Number(anchor)] as const] : [];
    }),
    sizes: known('z', SIZE_NAMES),
    bands: known('i', BAND_NAMES),
    score: range('score'),
    sigma: range('sigma'),
    brightness: range('brightness'),
  };
}

const isWhole = (text: string): boolean => /^\d+$/.test(text);

/** The inverse of `parseWallFilter`; undefined for a filter that lets everything through. */
export function formatWallFilter(filter: WallFilter): string | undefined {
  const text = [
    ...filter.outcomes,
    ...filter.kinds.map((kind) => `k${kind}`),
    ...filter.classes.map((index) => `c${index}`),
    ...filter.objects.map((index) => `o${index === NONE ? NO_OBJECT : index}`),
    ...filter.branches.map((branch) => `b${branch}`),
    ...filter.anchors.map(([branch, anchor]) => `a${branch}.${anchor}`),
    ...filter.sizes.map((size) => `z${size}`),
    ...filter.bands.map((band) => `i${band}`),
    ...RANGE_NAMES.flatMap((name) => {
      const range = filter[name];
      return range === null ? [] : [`${RANGE_LETTERS[name]}${range[0]}-${range[1]}`];
    }),
  ].join(',');
  return text === '' ? undefined : text;
}
