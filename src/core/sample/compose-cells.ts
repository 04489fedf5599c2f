// Random cells of one field of view: sizes, outlines, nuclei.
import type { Size } from '../boxes/box.ts';
import type { Random } from '../random.ts';
import { createBlob } from './blob.ts';
import { keepsApart, randomDisc, type Disc } from './place-red-cells.ts';
import type { Lobe, Platelet, RedCell, WhiteCell, WhiteCellKind } from './smear-scene.ts';

const RED_SHAPE = { maxAspect: 1.25, roughness: 0.035, orders: 5 };
const BENT_SHAPE = { maxAspect: 1.75, roughness: 0.075, orders: 5 };
const WHITE_SHAPE = { maxAspect: 1.14, roughness: 0.035, orders: 6 };
const PLATELET_SHAPE = { maxAspect: 1.35, roughness: 0.13, orders: 7 };
/** Radius by kind at 320 x 240 px, least and most. */
const WHITE_RADIUS: Readonly<Record<WhiteCellKind, readonly [number, number]>> = {
  neutrophil: [40, 50],
  eosinophil: [42, 52],
  lymphocyte: [29, 37],
  monocyte: [45, 56],
};
/** Drawn uniformly: neutrophils are the commonest white cell. */
const WHITE_KINDS: readonly WhiteCellKind[] = [
  'neutrophil',
  'neutrophil',
  'neutrophil',
  'eosinophil',
  'lymphocyte',
  'lymphocyte',
  'monocyte',
];
/** Radius at 320 x 240 px; a box is about twice as wide. */
const PLATELET_RADIUS = [4.5, 6.9] as const;
/** Share of red cells with a wide pale centre, and without any. */
const PALE_SHARE = 0.27;
const FULL_SHARE = 0.16;
/** Share of red cells that are squeezed out of shape. */
const BENT_SHARE = 0.2;

/** A red cell on a disc. `focus` is the image's usual edge width, px. */
export function createRedCell(disc: Disc, focus: number, random: Random): RedCell {
  const draw = random.next();
  const pale = draw < PALE_SHARE;
  const full = draw > 1 - FULL_SHARE;
  const shape = random.next() < BENT_SHARE ? BENT_SHAPE : RED_SHAPE;
  return {
    blob: createBlob(disc.x, disc.y, disc.radius, shape, random),
    tone: random.uniform(0.8, 1.15) * (pale ? 0.8 : 1) * (full ? 1.12 : 1),
    pallor: full ? random.uniform(0, 0.12) : pale ? random.uniform(0.7, 0.92) : random.uniform(0.32, 0.72),
    pallorRadius: pale ? random.uniform(0.5, 0.68) : random.uniform(0.3, 0.48),
    pallorX: 0.08 * random.normal(),
    pallorY: 0.08 * random.normal(),
    feather: focus * random.uniform(0.8, 1.7),
  };
}

function lobe(angle: number, distance: number, radius: number): Lobe {
  return { x: distance * Math.cos(angle), y: distance * Math.sin(angle), radius };
}

/** Lobes of a nucleus; offsets and radii in px of a cell with this radius. */
function createLobes(kind: WhiteCellKind, radius: number, random: Random): Lobe[] {
  const start = random.uniform(0, 2 * Math.PI);
  const jitter = (): number => random.uniform(0.9, 1.12);
  switch (kind) {
    case 'lymphocyte':
      return [
        lobe(start, 0.1 * radius, 0.8 * radius * jitter()),
        lobe(start + 2, 0.3 * radius, 0.5 * radius),
      ];
    case 'eosinophil':
      return [
        lobe(start, 0.46 * radius * jitter(), 0.4 * radius * jitter()),
        lobe(start + 2.3 * jitter(), 0.46 * radius, 0.38 * radius * jitter()),
        lobe(start + 1.15, 0.42 * radius, 0.17 * radius),
      ];
    case 'monocyte':
      return [-0.95, -0.4, 0.25, 0.95].map((turn) =>
        lobe(start + turn * jitter(), 0.42 * radius, 0.36 * radius * jitter()),
      );
    case 'neutrophil': {
      // Three to five lobes on a horseshoe, with a thin bridge between neighbours.
      const count = 3 + random.integer(3);
      const turn = 4.6 / count;
      return Array.from({ length: 2 * count - 1 }, (_, i) =>
        i % 2 === 0
          ? lobe(
              start + 0.5 * i * turn,
              0.48 * radius * jitter(),
              (0.38 - 0.03 * (count - 3)) * radius * jitter(),
            )
          : lobe(start + 0.5 * i * turn, 0.46 * radius, 0.12 * radius),
      );
    }
  }
}

/** White cells that keep apart from each other. `unit` is px of this image by px at 320 x 240. */
export function createWhiteCells(
  image: Size,
  count: number,
  unit: number,
  focus: number,
  random: Random,
): WhiteCell[] {
  const cells: WhiteCell[] = [];
  const discs: Disc[] = [];
  for (let attempt = 0; attempt < 30 && cells.length < count; attempt++) {
    const kind = WHITE_KINDS[random.integer(WHITE_KINDS.length)]!;
    const [least, most] = WHITE_RADIUS[kind];
    const disc = randomDisc(image, unit * random.uniform(least, most), random);
    if (!keepsApart(disc, discs, 1.05)) continue;
    discs.push(disc);
    cells.push({
      kind,
      blob: createBlob(disc.x, disc.y, disc.radius, WHITE_SHAPE, random),
      lobes: createLobes(kind, disc.radius, random),
      tone: random.uniform(0.85, 1.15),
      feather: focus * random.uniform(0.9, 1.4),
      textureSeed: random.integer(1 << 30),
    });
  }
  return cells;
}

/** Platelets, two times out of three away from other cells. */
export function createPlatelets(
  image: Size,
  count: number,
  unit: number,
  focus: number,
  occupied: readonly Disc[],
  random: Random,
): Platelet[] {
  return Array.from({ length: count }, () => {
    const radius = unit * random.uniform(...PLATELET_RADIUS);
    let disc = randomDisc(image, radius, random);
    const avoids = random.next() < 2 / 3;
    for (let attempt = 0; avoids && attempt < 12 && !keepsApart(disc, occupied, 1); attempt++) {
      disc = randomDisc(image, radius, random);
    }
    return {
      blob: createBlob(disc.x, disc.y, radius, PLATELET_SHAPE, random),
      tone: random.uniform(0.75, 1.2),
      feather: focus * random.uniform(0.9, 1.6),
      textureSeed: random.integer(1 << 30),
    };
  });
}
