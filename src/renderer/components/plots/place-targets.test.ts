// Moving among targets with the arrow keys.
import { expect, it } from 'vitest';
import { nextTarget, placeTargets } from './place-targets.ts';

// A matrix of three columns and two rows without its lower middle cell.
const cell = (column: number, row: number) => ({
  target: { label: `${column} ${row}`, value: null },
  left: column * 50,
  top: row * 30,
  width: 45,
  height: 25,
});
const cells = [cell(0, 0), cell(1, 0), cell(2, 0), cell(0, 1), cell(2, 1)];

it('goes to the nearest in a direction, and stays where there is none', () => {
  expect(nextTarget(cells, 0, 'ArrowRight')).toBe(1);
  expect(nextTarget(cells, 3, 'ArrowRight')).toBe(4);
  expect(nextTarget(cells, 0, 'ArrowDown')).toBe(3);
  expect(nextTarget(cells, 4, 'ArrowUp')).toBe(2);
  expect(nextTarget(cells, 0, 'ArrowLeft')).toBe(0);
  expect(nextTarget(cells, 2, 'ArrowRight')).toBe(2);
  expect(nextTarget([], 0, 'ArrowUp')).toBe(0);
});

it('a bar is as wide as the drawing and as high as its band', () => {
  const y = { apply: (value: string) => (value === 'b' ? 40 : 10), bandwidth: 20 };
  const scales = { scale: (name: string) => (name === 'y' ? y : undefined) } as never;
  expect(placeTargets([{ label: 'b', y: 'b', value: 1 }], scales, { width: 300, height: 100 })).toEqual([
    { target: { label: 'b', y: 'b', value: 1 }, left: 0, width: 300, top: 40, height: 20 },
  ]);
});
