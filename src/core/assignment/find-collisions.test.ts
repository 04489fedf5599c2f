// Collisions, worked by hand on two branches.
import { expect, it } from 'vitest';
import type { AssignableHead } from './assign-anchors.ts';
import { findCollisions } from './find-collisions.ts';

const square = (side: number) => ({ width: side, height: side });
const heads: AssignableHead[] = [
  { stride: 32, gridHeight: 4, gridWidth: 4, anchors: [square(64)] },
  { stride: 16, gridHeight: 8, gridWidth: 8, anchors: [square(16), square(32)] },
];
const box = (cx: number, cy: number, side: number) => ({
  x1: cx - side / 2,
  y1: cy - side / 2,
  x2: cx + side / 2,
  y2: cy + side / 2,
});
const best = { assignment: 'best', ratioThreshold: 1 } as const;

it('lists who lost which cell and anchor to whom, the images with most lost objects first', () => {
  const found = findCollisions(
    [
      { imageId: 'apart', boxes: [box(8, 8, 16), box(40, 8, 16)] },
      { imageId: 'two', boxes: [box(8, 8, 20), box(9, 8, 17)] },
      { imageId: 'three', boxes: [box(8, 8, 20), box(8, 9, 16), box(9, 9, 18)] },
    ],
    heads,
    best,
  );
  const cell = { branch: 1, row: 0, column: 0, anchor: 0 };
  expect(found).toEqual({
    collisions: 3,
    lost: 3,
    images: [
      {
        imageId: 'three',
        collisions: [
          { ...cell, kept: 1, displaced: 0 },
          { ...cell, kept: 1, displaced: 2 },
        ],
        lost: [0, 2],
      },
      { imageId: 'two', collisions: [{ ...cell, kept: 1, displaced: 0 }], lost: [0] },
    ],
  });
});

it('an object that keeps another anchor is not lost', () => {
  const rule = { assignment: 'ratio', ratioThreshold: 2 } as const;
  // 24 px are within 2 of the anchors of 16 and 32; the one of 16 goes to the object of 16 px.
  const { collisions, lost, images } = findCollisions(
    [{ imageId: 'a', boxes: [box(8, 8, 24), box(8, 8, 16)] }],
    heads,
    rule,
  );
  expect({ collisions, lost }).toEqual({ collisions: 1, lost: 0 });
  expect(images[0]!.collisions).toEqual([{ branch: 1, row: 0, column: 0, anchor: 0, kept: 1, displaced: 0 }]);
});

it('objects outside of the input lose nothing', () => {
  expect(
    findCollisions([{ imageId: 'a', boxes: [box(-9, 8, 16), box(-9, 8, 16), box(8, 8, 0)] }], heads, best),
  ).toEqual({ collisions: 0, lost: 0, images: [] });
});
