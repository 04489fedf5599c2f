// A box that is written as an annotation and read again is where it was, whatever the image went through.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toAnnotationUnits, toUprightPixels } from './annotation-units.ts';

const side = fc.integer({ min: 2, max: 4000 });
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const scale = fc.double({ min: 0.1, max: 10, noNaN: true });

it('is the same box, in every unit and orientation', () => {
  fc.assert(
    fc.property(
      fc.record({ width: side, height: side }),
      fc.tuple(fraction, fraction, fraction, fraction),
      fc.integer({ min: 1, max: 8 }),
      fc.tuple(scale, scale),
      fc.constantFrom('fraction', 'pixel', 'pixel-inclusive'),
      (grid, [left, top, right, bottom], turn, [scaleX, scaleY], unit) => {
        const frame = { grid, turn, scaleX, scaleY };
        const [width, height] = turn >= 5 ? [grid.height, grid.width] : [grid.width, grid.height];
        const box = { x1: left * width, y1: top * height, x2: right * width, y2: bottom * height };
        const corners = toAnnotationUnits(box, unit, frame);
        const back = toUprightPixels({ corners, unit }, frame);
        for (const key of ['x1', 'y1', 'x2', 'y2'] as const) expect(back[key]).toBeCloseTo(box[key], 6);
      },
    ),
  );
});

it('counts pixels of VOC from 1, the last one included', () => {
  const frame = { grid: { width: 100, height: 80 }, turn: 1, scaleX: 1, scaleY: 1 };
  const box = { x1: 10, y1: 5, x2: 22, y2: 17 };
  expect(toAnnotationUnits(box, 'pixel-inclusive', frame)).toEqual({ x1: 11, y1: 6, x2: 22, y2: 17 });
  expect(toAnnotationUnits(box, 'fraction', frame)).toEqual({ x1: 0.1, y1: 0.0625, x2: 0.22, y2: 0.2125 });
});
