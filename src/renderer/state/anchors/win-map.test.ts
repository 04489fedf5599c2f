// Tests of what is drawn on the plane: each pixel in the colour of the anchor that fits best there, and the layers of the URL.
import { expect, test } from 'vitest';
import { shapeIou } from '../../../core/anchors/shape-fit.ts';
import { neededAnchor } from './needed-anchor.ts';
import { parseLayers, toggleLayer } from './plane-layers.ts';
import { winMap } from './win-map.ts';

const LOW = { width: 10, height: 20, rgb: [1, 0, 0] as const, selected: false };
const HIGH = { width: 60, height: 50, rgb: [2, 0, 0] as const, selected: false };

test('a pixel has the colour of the anchor with the best shape IoU, and is strongest on the anchor', () => {
  const sides = Float64Array.from({ length: 40 }, (_, i) => 4 * 1.08 ** i);
  const pixels = winMap([LOW, HIGH], sides, sides);
  for (let row = 0; row < sides.length; row++) {
    for (let column = 0; column < sides.length; column++) {
      const size = { width: sides[column]!, height: sides[row]! };
      const best = shapeIou(size, LOW) >= shapeIou(size, HIGH) ? LOW : HIGH;
      expect(pixels[4 * (row * sides.length + column)]).toBe(best.rgb[0]);
    }
  }
  const at = (width: number, height: number) =>
    winMap([LOW], Float64Array.of(width), Float64Array.of(height))[3]!;
  expect(at(10, 20)).toBeGreaterThan(at(14, 20));
  expect(at(14, 20)).toBeGreaterThan(at(90, 90));
  expect(winMap([], sides, sides).every((value) => value === 0)).toBe(true);
});

test('one more anchor goes to the sizes that gain most from it', () => {
  const table = {
    length: 3,
    width: Float64Array.of(10, 40, 42),
    height: Float64Array.of(20, 40, 40),
    weight: Float64Array.of(50, 2, 9),
  };
  expect(neededAnchor(table, [LOW])).toEqual({ width: 42, height: 40 });
  expect(neededAnchor({ ...table, length: 0 }, [LOW])).toBeNull();
});

test('the layers that are drawn survive the way through the URL', () => {
  const usual = parseLayers(undefined);
  expect([...usual]).toEqual(['regions', 'augmented']);
  const without = toggleLayer(usual, 'regions');
  expect([...parseLayers(without)]).toEqual(['augmented']);
  expect(toggleLayer(parseLayers(without), 'regions')).toBeUndefined();
  expect(parseLayers(toggleLayer(parseLayers(without), 'augmented')).size).toBe(0);
});
