// Tests of what the wall shows and in which order: filter and counts, order, boxes, their text in the URL.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BAND_NAMES } from '../../../core/analysis/brightness.ts';
import { SIZE_NAMES } from '../../../core/analysis/breakdown.ts';
import { JUDGED_OUTCOMES, NONE } from '../../../core/analysis/judged-table.ts';
import { judgedSplit, type JudgedRow } from '../../testing/judged-boxes.ts';
import { filterWall, RANGE_BINS, type WallSource } from './filter-wall.ts';
import { keyOf, WALL_KINDS, wallBox } from './wall-box.ts';
import { formatWallFilter, NO_FILTER, parseWallFilter, type WallFilter } from './wall-filter.ts';
import { formatWallOrder, orderWall, parseWallOrder, WALL_SORTS } from './wall-order.ts';

function sourceOf(rows: readonly JudgedRow[], brightness: readonly (number | null)[] = []): WallSource {
  const { table } = judgedSplit(rows);
  return {
    table,
    bandOf: (row) => BAND_NAMES[table.image[row]! % BAND_NAMES.length]!,
    brightnessOf: (row) => brightness[row] ?? null,
    limits: { score: 1, sigma: 0.5, brightness: 255 },
  };
}

const ROWS: readonly JudgedRow[] = [
  { outcome: 'tp', score: 0.95 },
  { score: 0.9, classIndex: 2, branch: 1, anchor: 2, side: 20 },
  { score: 0.6, classIndex: 0, kind: 'duplicate', iou: 0.7, side: 50, sigma: 0.2 },
  { image: 1, score: 0.3, classIndex: 2, branch: 1, anchor: 0, side: 120, sigma: 0.1 },
  { image: 1, outcome: 'missed', classIndex: 0, side: 100 },
  { image: 2, outcome: 'missed', classIndex: 2, kind: null, side: 10 },
];
const filter = (patch: Partial<WallFilter>): WallFilter => ({ ...NO_FILTER, ...patch });

describe('filter', () => {
  test('without a filter all that is wrong passes, and every choice counts its own', () => {
    const { rows, counts } = filterWall(sourceOf(ROWS, [null, 10, 100, 250]), NO_FILTER);
    expect(rows).toEqual([1, 2, 3, 4, 5]);
    expect(counts.outcomes).toEqual({ tp: 1, fp: 3, missed: 2 });
    expect(Object.fromEntries(WALL_KINDS.map((kind, i) => [kind, counts.kinds[i]]))).toMatchObject({
      background: 2,
      duplicate: 1,
      missed: 1,
      claimed: 1,
      localization: 0,
    });
    expect([counts.classes[0], counts.classes[1] ?? 0, counts.classes[2]]).toEqual([2, 0, 3]);
    expect(counts.branches).toEqual([1, 2]);
    expect([counts.anchors[1]?.[0], counts.anchors[1]?.[2]]).toEqual([1, 1]);
    expect(counts.sizes).toEqual([2, 1, 2]);
    expect(counts.score[Math.floor(0.9 * RANGE_BINS)]).toBe(1);
    expect(counts.brightness.reduce((a, b) => a + b)).toBe(3);
  });

  test('a choice leaves the counts beside it as they were, and narrows all others', () => {
    const { rows, counts } = filterWall(sourceOf(ROWS), filter({ classes: [2] }));
    expect(rows).toEqual([1, 3, 5]);
    expect([counts.classes[0], counts.classes[2]]).toEqual([2, 3]);
    expect(counts.outcomes).toEqual({ tp: 0, fp: 2, missed: 1 });
    expect(counts.sizes).toEqual([2, 0, 1]);
  });

  test('true positives are let through where they are asked for, alone or with what is wrong', () => {
    const source = sourceOf(ROWS);
    expect(filterWall(source, filter({ outcomes: ['tp'] })).rows).toEqual([0]);
    expect(filterWall(source, filter({ outcomes: ['tp', 'missed'] })).rows).toEqual([0, 4, 5]);
    expect(filterWall(source, filter({ outcomes: ['tp'], kinds: ['background'] })).rows).toEqual([]);
    expect(filterWall(source, filter({ outcomes: ['tp'], score: [0.9, 1] })).rows).toEqual([0]);
  });

  test('what has no such property does not pass a range of it; branch and anchor let through beside each other', () => {
    const pass = (patch: Partial<WallFilter>): number[] =>
      filterWall(sourceOf(ROWS, [null, 10, 100, null]), filter(patch)).rows;
    expect(pass({ score: [0.35, 0.65] })).toEqual([2]);
    expect(pass({ score: [0, 1] })).toEqual([1, 2, 3]);
    expect(pass({ brightness: [0, 50] })).toEqual([1]);
    expect(pass({ sigma: [0.15, 0.5] })).toEqual([2]);
    expect(pass({ branches: [0], anchors: [[1, 2]] })).toEqual([1, 2]);
    expect(pass({ bands: ['medium', 'unknown'] })).toEqual([3, 4]);
    expect(pass({ outcomes: ['missed'], kinds: ['claimed'] })).toEqual([5]);
    expect(pass({ outcomes: ['missed'], branches: [0] })).toEqual([]);
  });

  const row: fc.Arbitrary<JudgedRow> = fc.record({
    image: fc.nat(3),
    outcome: fc.constantFrom('tp' as const, 'fp' as const, 'missed' as const),
    classIndex: fc.integer({ min: 0, max: 2 }),
    iou: fc.constantFrom(0, 0.4),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    side: fc.constantFrom(10, 50, 150),
    branch: fc.integer({ min: 0, max: 1 }),
    anchor: fc.integer({ min: 0, max: 2 }),
  });
  const choice = fc.record({
    outcomes: fc.subarray([...JUDGED_OUTCOMES]),
    kinds: fc.subarray([...WALL_KINDS]),
    classes: fc.subarray([0, 1, 2]),
    objects: fc.subarray([0, 1, NONE]),
    branches: fc.subarray([0, 1]),
    anchors: fc.subarray([
      [0, 1],
      [1, 0],
      [1, 2],
    ] as const),
    sizes: fc.subarray([...SIZE_NAMES]),
    bands: fc.subarray([...BAND_NAMES]),
    score: fc.option(fc.constantFrom([0.2, 0.6] as const, [0, 0.5] as const)),
  });

  test('each count is what would pass were that choice the only one of its kind', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), choice, (rows, chosen) => {
        const source = sourceOf(rows);
        const { rows: passing, counts } = filterWall(source, filter(chosen));
        const passWith = (patch: Partial<WallFilter>): number =>
          filterWall(source, filter({ ...chosen, ...patch })).rows.length;
        expect(passWith({})).toBe(passing.length);
        for (const outcome of JUDGED_OUTCOMES)
          expect(counts.outcomes[outcome]).toBe(passWith({ outcomes: [outcome] }));
        expect(counts.objects[1] ?? 0).toBe(passWith({ objects: [1] }));
        expect(counts.noObject).toBe(passWith({ objects: [NONE] }));
        for (const index of [0, 1, 2])
          expect(counts.classes[index] ?? 0).toBe(passWith({ classes: [index] }));
        WALL_KINDS.forEach((kind, i) => expect(counts.kinds[i]).toBe(passWith({ kinds: [kind] })));
        BAND_NAMES.forEach((band, i) => expect(counts.bands[i]).toBe(passWith({ bands: [band] })));
        SIZE_NAMES.forEach((size, i) => expect(counts.sizes[i]).toBe(passWith({ sizes: [size] })));
        expect(counts.branches[1] ?? 0).toBe(passWith({ branches: [1], anchors: [] }));
        expect(counts.anchors[1]?.[2] ?? 0).toBe(passWith({ branches: [], anchors: [[1, 2]] }));
        expect(counts.score.reduce((a, b) => a + b)).toBe(passWith({ score: [0, 1] }));
      }),
    );
  });

  test('the URL says a filter so that it is read back, and passes over what it cannot understand', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
      .map(([a, b]) => [Math.min(a, b) / 100, Math.max(a, b) / 100] as const);
    fc.assert(
      fc.property(choice, fc.option(range), fc.option(range), (chosen, sigma, brightness) => {
        const whole = filter({ ...chosen, sigma, brightness });
        expect(parseWallFilter(formatWallFilter(whole))).toEqual(whole);
      }),
    );
    expect(formatWallFilter(NO_FILTER)).toBeUndefined();
    expect(parseWallFilter('fp,kbackground,c0,o1,onone,b1,a0.2,zsmall,idark,s0.3-0.7,l40-90')).toEqual(
      filter({
        outcomes: ['fp'],
        kinds: ['background'],
        classes: [0],
        objects: [1, NONE],
        branches: [1],
        anchors: [[0, 2]],
        sizes: ['small'],
        bands: ['dark'],
        score: [0.3, 0.7],
        brightness: [40, 90],
      }),
    );
    expect(parseWallFilter('x,knone,cx,ox,o,a1,a1.x,s0.7-0.3,s-1,zhuge,igrey,,')).toEqual(NO_FILTER);
  });
});

describe('order', () => {
  test('by each value; what has none comes last either way, equal ones stay', () => {
    const source = sourceOf(ROWS, [null, 10, 100, 250]);
    const by = (text: string): readonly number[] => orderWall(source, [1, 2, 3, 4, 5], parseWallOrder(text));
    expect(by('score')).toEqual([1, 2, 3, 4, 5]);
    expect(by('score.up')).toEqual([3, 2, 1, 4, 5]);
    expect(by('size')).toEqual([3, 4, 2, 1, 5]);
    expect(by('sigma')).toEqual([2, 3, 1, 4, 5]);
    expect(by('brightness')).toEqual([3, 2, 1, 4, 5]);
    expect(by('iou')).toEqual([2, 1, 3, 4, 5]);
    expect(by('image')).toEqual([1, 2, 3, 4, 5]);
    expect(by('image.down')).toEqual([5, 3, 4, 1, 2]);
  });

  test('is read back from the URL', () => {
    for (const sort of WALL_SORTS)
      for (const ascending of [true, false])
        expect(parseWallOrder(formatWallOrder({ by: sort, ascending }))).toEqual({ by: sort, ascending });
    expect(formatWallOrder({ by: 'score', ascending: false })).toBeUndefined();
    expect(formatWallOrder({ by: 'image', ascending: true })).toBe('image');
    expect(parseWallOrder('nonsense.up')).toEqual({ by: 'score', ascending: true });
  });
});

describe('boxes', () => {
  test('a key is the same at other settings, and no two boxes share one', () => {
    const { table } = judgedSplit(ROWS);
    const keys = ROWS.map((_, at) => keyOf(table, at));
    expect(new Set(keys).size).toBe(ROWS.length);
    // Another threshold leaves the first image out and moves the rows up; row numbers of candidates stay.
    const other = judgedSplit(ROWS.slice(3)).table;
    other.row.set(table.row.subarray(3));
    other.groundTruth.set(table.groundTruth.subarray(3));
    expect(keyOf(other, 0)).toBe(keys[3]);
    expect(keyOf(other, 2)).toBe(keys[5]);
  });

  test('tell all that is known in words', () => {
    const judged = judgedSplit(ROWS);
    expect(wallBox(judged, 2)).toMatchObject({
      imageId: 'images/0.jpg',
      outcome: 'fp',
      kind: 'duplicate',
      className: 'RBC',
      size: 'medium',
      about: { className: 'RBC', iou: expect.closeTo(0.7) as number },
      picked: { kind: 'candidate', row: 2 },
    });
    expect(wallBox(judged, 5)).toMatchObject({
      outcome: 'missed',
      kind: 'claimed',
      score: null,
      sigma: null,
      about: null,
      picked: { kind: 'groundTruth', index: 5 },
    });
  });
});
