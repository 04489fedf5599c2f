// Tests of zooming to a box: it comes to the middle with what is around it, and never makes the image smaller than whole.
import { expect, test } from 'vitest';
import { fitViewport, focusViewport } from './viewport.ts';

const IMAGE = { width: 640, height: 480 };
const STAGE = { width: 600, height: 400 };

test('a small box comes to the middle, larger than in the whole image, with room around it', () => {
  const box = { x1: 100, y1: 50, x2: 140, y2: 80 };
  const { scale, x, y } = focusViewport(box, IMAGE, STAGE);
  expect(scale).toBeCloseTo(4); // 30 px fill 0.3 of 400.
  expect([120 * scale + x, 65 * scale + y]).toEqual([300, 200]);
  expect(focusViewport({ x1: 9, y1: 9, x2: 10, y2: 10 }, IMAGE, STAGE).scale).toBe(8);
});

test('a box as large as the image is shown at the scale of the whole image', () => {
  const whole = { x1: 0, y1: 0, x2: 640, y2: 480 };
  expect(focusViewport(whole, IMAGE, STAGE)).toEqual(fitViewport(IMAGE, STAGE));
});
