// Tests of the part of an image that is shown of a box: worked by hand, and what holds for any box.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cropWindow, enclosingPixels, placeInCrop } from './crop-window.ts';

const image = { width: 640, height: 480 };

test.each([
  ['the box takes half of the side', [300, 200, 340, 230], image, [280, 175, 360, 255]],
  ['a tiny box is not blown up', [300, 200, 304, 204], image, [286, 186, 318, 218]],
  ['at the border the window moves inwards', [0, 0, 40, 40], image, [0, 0, 80, 80]],
  ['at the far corner too', [610, 460, 640, 480], image, [580, 420, 640, 480]],
  ['a large box gets the largest square', [100, 100, 400, 300], image, [10, 0, 490, 480]],
  ['a box wider than every square gets a rectangle', [20, 40, 620, 80], image, [20, 0, 620, 480]],
  [
    'an image smaller than the window is shown whole',
    [2, 2, 10, 10],
    { width: 20, height: 12 },
    [0, 0, 12, 12],
  ],
  ['corners go to whole px', [299.4, 200.2, 339.5, 229.6], image, [278, 174, 360, 256]],
])('%s', (_, [x1, y1, x2, y2], size, window) => {
  const {
    x1: left,
    y1: top,
    x2: right,
    y2: bottom,
  } = cropWindow({ x1: x1!, y1: y1!, x2: x2!, y2: y2! }, size);
  expect([left, top, right, bottom]).toEqual(window);
});

test('a window lies within the image, holds the box, has its shape, and does not depend on fractions of a px', () => {
  const size = fc.integer({ min: 1, max: 3000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(size, size, share, share, share, share, (width, height, a, b, c, d) => {
      const box = {
        x1: a * (width - 1),
        y1: b * (height - 1),
        x2: a * (width - 1) + Math.max(0.01, c * (width - a * (width - 1))),
        y2: b * (height - 1) + Math.max(0.01, d * (height - b * (height - 1))),
      };
      const inside = { x2: Math.min(width, box.x2), y2: Math.min(height, box.y2) };
      const window = cropWindow(box, { width, height });
      for (const side of [window.x1, window.y1, window.x2, window.y2]) expect(side).toBe(Math.round(side));
      expect(window.x1).toBeGreaterThanOrEqual(0);
      expect(window.y1).toBeGreaterThanOrEqual(0);
      expect(window.x2).toBeLessThanOrEqual(width);
      expect(window.y2).toBeLessThanOrEqual(height);
      expect(window.x1).toBeLessThanOrEqual(box.x1);
      expect(window.y1).toBeLessThanOrEqual(box.y1);
      expect(window.x2).toBeGreaterThanOrEqual(inside.x2);
      expect(window.y2).toBeGreaterThanOrEqual(inside.y2);
      const [w, h] = [window.x2 - window.x1, window.y2 - window.y1];
      if (w !== h) expect(Math.min(w, h)).toBe(w < h ? width : height);
      expect(cropWindow(enclosingPixels(box), { width, height })).toEqual(window);
    }),
  );
});

test('an outline lies where the box is in the picture', () => {
  const box = { x1: 300, y1: 200, x2: 340, y2: 230 };
  expect(placeInCrop(box, cropWindow(box, image))).toEqual({
    left: 20 / 80,
    top: 25 / 80,
    width: 40 / 80,
    height: 30 / 80,
  });
  expect(placeInCrop({ x1: -5, y1: 10, x2: 15, y2: 30 }, { x1: 0, y1: 0, x2: 40, y2: 40 })).toEqual({
    left: 0,
    top: 0.25,
    width: 15 / 40,
    height: 0.5,
  });
  // A picture wider than high has bars above and below.
  const wide = { x1: 20, y1: 40, x2: 620, y2: 80 };
  expect(placeInCrop(wide, cropWindow(wide, image))).toEqual({
    left: 0,
    top: (40 + 60) / 600,
    width: 1,
    height: 40 / 600,
  });
});
