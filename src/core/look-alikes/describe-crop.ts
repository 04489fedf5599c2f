// What a crop looks like as a few numbers, so that crops can be compared without their pixels.
import type { Box } from '../boxes/box.ts';
import { LUMA } from '../luma.ts';

/** Cells each way of the grid that a crop is reduced to. */
const GRID = 8;
const CELLS = GRID * GRID;
/** Lowest frequencies kept of each plane, each way: patterns of luma, and colours with their gradients. */
const KEPT = { luma: 5, blue: 2, red: 2 } as const;
/** The box and a tenth of it on either side: what surrounds an object is part of its looks. */
const GROWTH = 1.2;
/** Least deviation of luma that is taken for a pattern, of 255: below it there is sensor noise. */
const LEAST_DEVIATION = 10;
/** A difference of colour that weighs as much as one standard deviation of luma, of 255. */
const COLOUR_UNIT = 24;
/** Steps of int8 for a difference of one: what is stored reaches from -3.2 to 3.2. */
export const DESCRIPTOR_UNIT = 40;

type Plane = keyof typeof KEPT;

/** The numbers of a descriptor, the lowest frequencies first: they tell most crops apart. Luma's mean is not among them. */
const TERMS = (Object.keys(KEPT) as Plane[])
  .flatMap((plane) =>
    Array.from({ length: KEPT[plane] ** 2 }, (_, i) => ({
      plane,
      across: i % KEPT[plane],
      down: Math.floor(i / KEPT[plane]),
    })),
  )
  .filter(({ plane, across, down }) => plane !== 'luma' || across + down > 0)
  .sort((a, b) => a.across + a.down - (b.across + b.down));
export const DESCRIPTOR_LENGTH = TERMS.length;

/** Cosines by frequency and cell, scaled so that the squares of all coefficients sum up to the mean square of the cells. */
const COSINES = Array.from({ length: GRID }, (_, frequency) =>
  Array.from(
    { length: GRID },
    (_cell, cell) =>
      ((frequency === 0 ? 1 : Math.SQRT2) * Math.cos((Math.PI * (2 * cell + 1) * frequency) / (2 * GRID))) /
      GRID,
  ),
);

/** Interleaved RGB, row by row from the top left: `[height, width, 3]` uint8 in [0, 255]. */
export interface RgbImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface CropDescription {
  /** DESCRIPTOR_LENGTH numbers, a difference of one being DESCRIPTOR_UNIT. */
  readonly descriptor: Int8Array<ArrayBuffer>;
  /** Mean luma, in [0, 255]. */
  readonly brightness: number;
}

/**
 * Describes what lies in and closely around a box, stretched to a grid: low frequencies of its luma, whatever the exposure (in
 * standard deviations from the mean), and of its colours, by a discrete cosine transform as perceptual hashes use.
 * @param box image px; what lies outside of the image is left out, at least one px is looked at
 */
export function describeCrop(image: RgbImage, box: Box): CropDescription {
  const planes = meansOfCells(image, box);
  const brightness = mean(planes.luma);
  const deviation = Math.sqrt(mean(planes.luma.map((value) => (value - brightness) ** 2)));
  const units = { luma: Math.max(deviation, LEAST_DEVIATION), blue: COLOUR_UNIT, red: COLOUR_UNIT };
  const descriptor = new Int8Array(DESCRIPTOR_LENGTH);
  TERMS.forEach(({ plane, across, down }, i) => {
    const value = (coefficient(planes[plane], across, down) / units[plane]) * DESCRIPTOR_UNIT;
    descriptor[i] = Math.max(-127, Math.min(127, Math.round(value)));
  });
  return { descriptor, brightness };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One coefficient of the cosine transform of a grid. */
function coefficient(cells: Float64Array, across: number, down: number): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++)
    sum += cells[cell]! * COSINES[across]![cell % GRID]! * COSINES[down]![Math.floor(cell / GRID)]!;
  return sum;
}

/** Mean luma of every cell, and how much blue and red differ from it, of 255. */
function meansOfCells({ pixels, width, height }: RgbImage, box: Box): Record<Plane, Float64Array> {
  const means = {
    luma: new Float64Array(CELLS),
    blue: new Float64Array(CELLS),
    red: new Float64Array(CELLS),
  };
  const columns = cellEdges(box.x1, box.x2, width);
  const rows = cellEdges(box.y1, box.y2, height);
  for (let cell = 0; cell < CELLS; cell++) {
    const [left, right] = columns[cell % GRID]!;
    const [top, bottom] = rows[Math.floor(cell / GRID)]!;
    let [r, g, b] = [0, 0, 0];
    for (let y = top; y < bottom; y++) {
      for (let at = 3 * (y * width + left); at < 3 * (y * width + right); at += 3) {
        r += pixels[at]!;
        g += pixels[at + 1]!;
        b += pixels[at + 2]!;
      }
    }
    const luma = LUMA[0] * r + LUMA[1] * g + LUMA[2] * b;
    const count = (right - left) * (bottom - top);
    means.luma[cell] = luma / count;
    means.blue[cell] = (b - luma) / count;
    means.red[cell] = (r - luma) / count;
  }
  return means;
}

/** Whole px [from, to) of each cell along one side of the grown box, at least one px each, within [0, limit). */
function cellEdges(low: number, high: number, limit: number): (readonly [number, number])[] {
  const margin = ((high - low) * (GROWTH - 1)) / 2;
  const from = Math.max(0, Math.min(limit - 1, low - margin));
  const to = Math.max(from, Math.min(limit, high + margin));
  return Array.from({ length: GRID }, (_, i) => {
    const start = Math.min(limit - 1, Math.floor(from + ((to - from) * i) / GRID));
    const end = Math.floor(from + ((to - from) * (i + 1)) / GRID);
    return [start, Math.min(limit, Math.max(start + 1, end))] as const;
  });
}
