// The sample's images: reproducible, labelled correctly, and with things that provoke false positives.
import { describe, expect, it } from 'vitest';
import { boxArea } from '../boxes/box.ts';
import { composeScene } from './compose-scene.ts';
import { LEAST_BOX_SIDE, labelScene } from './label-scene.ts';
import { renderSmear, rasteriseScene } from './render-smear.ts';
import { CLASS_INDEX, SAMPLE_CLASSES, type RedCell, type Rgb, type SmearScene } from './smear-scene.ts';

const SIZE = { width: 320, height: 240 };
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

/** A perfectly round cell of radius 20 px. */
function roundCell(x: number, y: number, radius = 20): RedCell {
  return {
    blob: { x, y, radius, aspect: 1, rotation: 0, harmonics: [] },
    tone: 1,
    pallor: 0,
    pallorRadius: 0.4,
    pallorX: 0,
    pallorY: 0,
    feather: 1,
  };
}

function sceneOf(redCells: readonly RedCell[]): SmearScene {
  return { ...composeScene(SIZE, 0), redCells, whiteCells: [], platelets: [], debris: [] };
}

function meanColour(pixels: Uint8Array, x: number, y: number, half: number): Rgb {
  const sum = [0, 0, 0];
  for (let row = y - half; row <= y + half; row++) {
    for (let column = x - half; column <= x + half; column++) {
      for (let c = 0; c < 3; c++) sum[c]! += pixels[(row * SIZE.width + column) * 3 + c]!;
    }
  }
  const count = (2 * half + 1) ** 2;
  return [sum[0]! / count, sum[1]! / count, sum[2]! / count];
}

describe('renderSmear', () => {
  it('gives the same bytes and labels for the same seed', () => {
    const [first, second] = [renderSmear(SIZE, 7), renderSmear(SIZE, 7)];
    expect(Buffer.compare(first.pixels, second.pixels)).toBe(0);
    expect(first.labels).toEqual(second.labels);
  });

  it('gives other images for other seeds', () => {
    const [first, second] = [renderSmear(SIZE, 7), renderSmear(SIZE, 8)];
    expect(Buffer.compare(first.pixels, second.pixels)).not.toBe(0);
    expect(first.labels).not.toEqual(second.labels);
  });

  it('gives three bytes a pixel, at other sizes too', () => {
    expect(renderSmear({ width: 97, height: 65 }, 1).pixels).toHaveLength(97 * 65 * 3);
  });

  it('is a bright field with cells darker and redder than it', () => {
    const pixels = rasteriseScene(sceneOf([roundCell(100, 120)]));
    const [cell, ground] = [meanColour(pixels, 100, 120, 4), meanColour(pixels, 180, 120, 4)];
    expect(Math.min(...ground)).toBeGreaterThan(150);
    expect(cell[1]).toBeLessThan(ground[1] - 30);
    expect(cell[0] - cell[1]).toBeGreaterThan(ground[0] - ground[1] + 20);
  });
});

describe('labelScene', () => {
  it('boxes the whole cell, clipped to the image', () => {
    const labels = labelScene(sceneOf([roundCell(100, 120), roundCell(5, 100)]));
    expect(labels.map(({ box }) => [box.x1, box.y1, box.x2, box.y2].map(Math.round))).toEqual([
      [80, 100, 120, 140],
      [0, 80, 25, 120],
    ]);
  });

  it('boxes a half-hidden cell as if nothing lay on it', () => {
    const [hidden] = labelScene(sceneOf([roundCell(100, 120), roundCell(112, 120)]));
    expect(boxArea(hidden!.box)).toBeCloseTo(1600, 0);
  });

  it('leaves out what is almost hidden or almost outside', () => {
    expect(labelScene(sceneOf([roundCell(100, 120), roundCell(103, 120, 22)]))).toHaveLength(1);
    expect(labelScene(sceneOf([roundCell(-14, 120)]))).toHaveLength(0);
  });

  it('keeps boxes inside the image and wide enough', () => {
    for (const seed of SEEDS) {
      for (const { box, classIndex } of labelScene(composeScene(SIZE, seed))) {
        expect(SAMPLE_CLASSES[classIndex]).toBeDefined();
        expect(Math.min(box.x1, box.y1)).toBeGreaterThanOrEqual(0);
        expect(box.x2).toBeLessThanOrEqual(SIZE.width);
        expect(box.y2).toBeLessThanOrEqual(SIZE.height);
        expect(Math.min(box.x2 - box.x1, box.y2 - box.y1)).toBeGreaterThanOrEqual(LEAST_BOX_SIDE);
      }
    }
  });
});

describe('composeScene', () => {
  const scenes = SEEDS.map((seed) => composeScene(SIZE, seed));

  it('holds about as many cells of each class, and of the same size, as BCCD at half its size', () => {
    const labels = scenes.flatMap((scene) => labelScene(scene));
    const expected = [
      { classIndex: CLASS_INDEX.redCell, perImage: [10, 20], side: [40, 58] },
      { classIndex: CLASS_INDEX.whiteCell, perImage: [0.6, 1.3], side: [60, 110] },
      { classIndex: CLASS_INDEX.platelet, perImage: [1, 3], side: [6, 14] },
    ];
    for (const { classIndex, perImage, side } of expected) {
      const sides = labels
        .filter((label) => label.classIndex === classIndex)
        .map(({ box }) => Math.sqrt(boxArea(box)))
        .sort((a, b) => a - b);
      const median = sides[sides.length >> 1]!;
      expect(sides.length / scenes.length).toBeGreaterThan(perImage[0]!);
      expect(sides.length / scenes.length).toBeLessThan(perImage[1]!);
      expect(median).toBeGreaterThan(side[0]!);
      expect(median).toBeLessThan(side[1]!);
    }
  });

  it('holds every kind of debris, several pieces an image', () => {
    const kinds = scenes.flatMap(({ debris }) => debris.map(({ kind }) => kind));
    expect(new Set(kinds)).toEqual(
      new Set(['precipitate', 'ghost', 'dust', 'smudge', 'bubble', 'refractile', 'scratch']),
    );
    expect(kinds.length / scenes.length).toBeGreaterThan(3);
  });

  it('lets red cells overlap', () => {
    const overlapping = scenes.filter(({ redCells }) =>
      redCells.some(({ blob: a }, i) =>
        redCells.slice(i + 1).some(({ blob: b }) => Math.hypot(a.x - b.x, a.y - b.y) < a.radius),
      ),
    );
    expect(overlapping.length).toBeGreaterThan(scenes.length / 4);
  });
});
