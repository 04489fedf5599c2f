// Tests of where the wall's tiles lie, and of how keys and clicks select them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOutWall, lineAt, linesWithin, stepFrom, type WallSection } from './wall-layout.ts';
import { WallSelection } from './wall-selection.svelte.ts';

describe('layout', () => {
  const section = (kind: WallSection['kind'], rows: readonly number[], open = true): WallSection => ({
    id: `${kind}${rows[0]}`,
    kind,
    rows,
    open,
  });
  const measures = { columns: 3, tileHeight: 100, headingHeight: 30 };
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

  test('one section has no heading; closed groups show one line; keys skip what is not shown', () => {
    expect(layOutWall([section('all', range(0, 7))], measures)).toMatchObject({
      height: 300,
      lines: [
        { top: 0, tiles: [0, 3] },
        { top: 100, tiles: [3, 6] },
        { top: 200, tiles: [6, 7] },
      ],
    });
    const layout = layOutWall(
      [section('group', range(0, 5), false), section('group', range(5, 7)), section('single', range(7, 12))],
      measures,
    );
    expect(layout.visible).toEqual([0, 1, 2, 5, 6, 7, 8, 9, 10, 11]);
    expect(layout.lines.map(({ top, tiles }) => [top, tiles])).toEqual([
      [0, null],
      [30, [0, 3]],
      [130, null],
      [160, [3, 5]],
      [260, null],
      [290, [5, 8]],
      [390, [8, 10]],
    ]);
    expect(layout.height).toBe(490);
    expect(stepFrom(layout, 2, 'down')).toBe(4); // The line below is shorter.
    expect(stepFrom(layout, 4, 'down')).toBe(6);
    expect(stepFrom(layout, 6, 'up')).toBe(4);
    expect(stepFrom(layout, 1, 'up')).toBe(1);
    expect(stepFrom(layout, 9, 'down')).toBe(9);
    expect([stepFrom(layout, 2, 'right'), stepFrom(layout, 3, 'left')]).toEqual([3, 2]);
    expect([stepFrom(layout, 5, 'first'), stepFrom(layout, 5, 'last')]).toEqual([0, 9]);
  });

  test('any stretch shows the lines that touch it, every position has its line, up undoes down', () => {
    const sections = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.boolean()), { maxLength: 6 })
      .map((sizes) => sizes.map(([size, open], i) => section('group', range(i * 100, i * 100 + size), open)));
    fc.assert(
      fc.property(
        sections,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 1, max: 500 }),
        (list, columns, top, height) => {
          const layout = layOutWall(list, { ...measures, columns });
          const [first, last] = linesWithin(layout, top, top + height);
          const touching = layout.lines.filter(
            (line) => line.top < top + height && line.top + line.height > top,
          );
          expect(layout.lines.slice(first, last)).toEqual(touching);
          layout.visible.forEach((_, position) => {
            const [from, to] = layout.lines[lineAt(layout, position)]!.tiles!;
            expect(position).toBeGreaterThanOrEqual(from);
            expect(position).toBeLessThan(to);
            const below = stepFrom(layout, position, 'down');
            if (
              below !== position &&
              below - layout.lines[lineAt(layout, below)]!.tiles![0] === position - from
            )
              expect(stepFrom(layout, below, 'up')).toBe(position);
          });
        },
      ),
    );
    expect(stepFrom(layOutWall([], measures), 0, 'down')).toBe(0);
  });
});

describe('selection', () => {
  const order = [10, 11, 12, 13, 14, 15];
  const plain = { shift: false, ctrl: false };
  const shift = { shift: true, ctrl: false };
  const ctrl = { shift: false, ctrl: true };
  const selected = ({ keys }: WallSelection): number[] => [...keys].sort((a, b) => a - b);

  test('a click takes one, ctrl one more or less, shift all from the last', () => {
    const selection = new WallSelection();
    selection.choose(11, plain, order);
    expect([selected(selection), selection.active]).toEqual([[11], 11]);
    selection.choose(13, shift, order);
    expect(selected(selection)).toEqual([11, 12, 13]);
    selection.choose(10, shift, order);
    expect(selected(selection)).toEqual([10, 11]);
    selection.choose(15, ctrl, order);
    expect(selected(selection)).toEqual([10, 11, 15]);
    selection.choose(13, { shift: true, ctrl: true }, order);
    expect(selected(selection)).toEqual([10, 11, 13, 14, 15]);
    selection.choose(14, ctrl, order);
    expect(selected(selection)).toEqual([10, 11, 13, 15]);
    selection.choose(12, plain, order);
    expect(selected(selection)).toEqual([12]);
  });

  test('arrow keys go without selecting, with shift they select, Space toggles', () => {
    const selection = new WallSelection();
    selection.move(11, false, order);
    expect([selected(selection), selection.active]).toEqual([[], 11]);
    selection.move(12, true, order);
    selection.move(13, true, order);
    expect(selected(selection)).toEqual([11, 12, 13]);
    selection.move(12, true, order);
    expect(selected(selection)).toEqual([11, 12]);
    selection.move(15, false, order);
    selection.toggle(15);
    expect(selected(selection)).toEqual([11, 12, 15]);
    selection.toggle(12);
    expect(selected(selection)).toEqual([11, 15]);
    selection.clear();
    expect([selected(selection), selection.active]).toEqual([[], 15]);
  });

  test('a range from what has gone is the crop alone', () => {
    const selection = new WallSelection();
    selection.choose(11, plain, order);
    selection.choose(14, shift, [13, 14, 15]);
    expect(selected(selection)).toEqual([14]);
  });
});
