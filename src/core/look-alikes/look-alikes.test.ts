// Tests of look-alikes: what a descriptor notices and what it does not, and what holds for any grouping.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { DESCRIPTOR_LENGTH, DESCRIPTOR_UNIT, describeCrop, type RgbImage } from './describe-crop.ts';
import { LookAlikeGroups } from './look-alike-groups.ts';

type Colour = readonly [number, number, number];

/** A picture painted px by px. */
function paint(width: number, height: number, colourAt: (x: number, y: number) => Colour): RgbImage {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) pixels.set(colourAt(x, y), 3 * (y * width + x));
  return { pixels, width, height };
}

const GREY = 120;
/** A disc on grey, or a ring where `hole` is larger than 0. */
const disc = (colour: Colour, { x: cx = 50, y: cy = 50, radius = 20, hole = 0 } = {}): RgbImage =>
  paint(100, 100, (x, y) => {
    const distance = Math.hypot(x - cx, y - cy);
    return distance < radius && distance >= hole ? colour : [GREY, GREY, GREY];
  });
const box = { x1: 28, y1: 28, x2: 72, y2: 72 };
const around = (image: RgbImage) => describeCrop(image, box).descriptor;

function distance(a: Int8Array, b: Int8Array): number {
  return Math.hypot(...Array.from(a, (value, i) => value - b[i]!)) / DESCRIPTOR_UNIT;
}

describe('describeCrop', () => {
  test('a plain crop has its luma and nothing else', () => {
    const grey = describeCrop(
      paint(40, 40, () => [90, 90, 90]),
      box,
    );
    expect(grey.brightness).toBeCloseTo(90);
    expect(Array.from(grey.descriptor)).toEqual(new Array(DESCRIPTOR_LENGTH).fill(0));
    const red = describeCrop(
      paint(40, 40, () => [200, 0, 0]),
      box,
    );
    expect(red.brightness).toBeCloseTo(0.299 * 200);
    // Blue lacks 59.8 and red exceeds luma by 140.2; the latter is more than int8 holds.
    expect(Array.from(red.descriptor.subarray(0, 2))).toEqual([-100, 127]);
    expect(Array.from(red.descriptor.subarray(2)).every((value) => value === 0)).toBe(true);
  });

  test('an edge down the middle is the lowest frequency across: the cosine of +-1', () => {
    const image = paint(64, 64, (x) => (x < 32 ? [50, 50, 50] : [150, 150, 150]));
    const { descriptor } = describeCrop(image, { x1: 16, y1: 16, x2: 48, y2: 48 });
    // The mean of sqrt(2) * |cos| over the cells' centres, as luma goes from -1 to 1 deviation.
    const expected =
      (Math.SQRT2 / 8) *
      Array.from({ length: 8 }, (_, i) => Math.abs(Math.cos((Math.PI * (2 * i + 1)) / 16))).reduce(
        (a, b) => a + b,
      );
    const strongest = Array.from(descriptor, Math.abs).toSorted((a, b) => b - a);
    expect(strongest[0]).toBe(Math.round(expected * DESCRIPTOR_UNIT));
  });

  test('exposure does not matter, shape and colour do, a small shift matters little', () => {
    const cell = around(disc([200, 120, 120]));
    const darker = around(
      paint(100, 100, (x, y) =>
        Math.hypot(x - 50, y - 50) < 20 ? [180, 100, 100] : [GREY - 20, GREY - 20, GREY - 20],
      ),
    );
    const shifted = around(disc([200, 120, 120], { x: 53, y: 48 }));
    const ring = around(disc([200, 120, 120], { hole: 12 }));
    const blue = around(disc([120, 120, 255]));
    expect(distance(cell, darker)).toBeLessThan(0.05);
    expect(distance(cell, shifted)).toBeLessThan(0.6);
    expect(distance(cell, ring)).toBeGreaterThan(distance(cell, shifted));
    expect(distance(cell, blue)).toBeGreaterThan(1);
  });

  test('the size of a crop does not matter', () => {
    const small = disc([200, 120, 120]);
    const large = paint(400, 400, (x, y) => {
      const at = 3 * (Math.floor(y / 4) * 100 + Math.floor(x / 4));
      return [small.pixels[at]!, small.pixels[at + 1]!, small.pixels[at + 2]!];
    });
    const four = { x1: 4 * box.x1, y1: 4 * box.y1, x2: 4 * box.x2, y2: 4 * box.y2 };
    expect(distance(around(small), describeCrop(large, four).descriptor)).toBeLessThan(0.1);
  });

  test('any box of any image is described, without a colour that is not there', () => {
    const corner = fc.double({ min: -50, max: 150, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        corner,
        corner,
        fc.double({ min: 0, max: 90, noNaN: true }),
        fc.double({ min: 0, max: 90, noNaN: true }),
        fc.integer({ min: 0, max: 1000 }),
        (width, height, x1, y1, w, h, seed) => {
          const random = createRandom(seed);
          const image = paint(width, height, () => {
            const value = random.integer(256);
            return [value, value, value];
          });
          const { descriptor, brightness } = describeCrop(image, { x1, y1, x2: x1 + w, y2: y1 + h });
          expect(brightness).toBeGreaterThanOrEqual(0);
          expect(brightness).toBeLessThanOrEqual(255);
          // Of grey, only luma is left: its squares sum up to one deviation at most, but for rounding.
          expect(Math.hypot(...descriptor)).toBeLessThanOrEqual(DESCRIPTOR_UNIT + 3);
        },
      ),
    );
  });
});

describe('LookAlikeGroups', () => {
  /** Random descriptors around a few centres. */
  const crops = fc
    .tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 8 }))
    .map(([seed, count, centres]) => {
      const random = createRandom(seed);
      const centre = Array.from({ length: centres }, () =>
        Array.from({ length: DESCRIPTOR_LENGTH }, () => 25 * random.normal()),
      );
      return Array.from({ length: count }, () =>
        Int8Array.from(centre[random.integer(centres)]!, (value) => value + 4 * random.normal()),
      );
    });
  const radius = fc.double({ min: 0, max: 3, noNaN: true });

  function group(list: readonly Int8Array[], within: number): readonly (readonly number[])[] {
    const all = new Int8Array(list.length * DESCRIPTOR_LENGTH);
    list.forEach((descriptor, i) => all.set(descriptor, i * DESCRIPTOR_LENGTH));
    const groups = new LookAlikeGroups(within);
    list.forEach((_, i) => groups.add(i, all, i * DESCRIPTOR_LENGTH));
    return groups.groups;
  }

  test('every crop is in one group, near its first; firsts are apart; a member has no nearer first before it', () => {
    fc.assert(
      fc.property(crops, radius, (list, within) => {
        const groups = group(list, within);
        expect(groups.flat().toSorted((a, b) => a - b)).toEqual(list.map((_, i) => i));
        for (const members of groups) {
          const [first, ...others] = members;
          expect(members).toEqual(members.toSorted((a, b) => a - b));
          for (const earlier of groups) {
            if (earlier[0]! < first!)
              expect(distance(list[earlier[0]!]!, list[first!]!)).toBeGreaterThan(within);
            for (const other of others) {
              if (earlier[0]! < other)
                expect(distance(list[first!]!, list[other]!)).toBeLessThanOrEqual(
                  distance(list[earlier[0]!]!, list[other]!) + 1e-9,
                );
            }
          }
          for (const other of others)
            expect(distance(list[first!]!, list[other]!)).toBeLessThanOrEqual(within + 1e-9);
        }
      }),
    );
  });

  test('equal crops share a group at radius 0, and at a radius beyond all there is one group', () => {
    fc.assert(
      fc.property(crops, (list) => {
        const twice = [...list, ...list];
        for (const members of group(twice, 0)) {
          expect(members.length % 2).toBe(0);
          for (const other of members) expect(twice[other]).toEqual(twice[members[0]!]);
        }
        expect(group(list, 100)).toHaveLength(1);
      }),
    );
  });
});
