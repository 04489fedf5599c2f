// Where red cells lie: singles that keep apart, and chains of overlapping cells.
import type { Size } from '../boxes/box.ts';
import type { Random } from '../random.ts';

/** A disc, image px. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** How far beyond the border a centre may lie, relative to the radius. */
const OUTSIDE = 0.7;
/** Distance between centres, relative to the sum of radii: of cells that are not neighbours in a chain, least. */
const APART = 0.96;
/** The same of neighbours in a chain, from and to. */
const CHAIN_NEAR = 0.44;
const CHAIN_FAR = 0.9;
/** Least distance to a white cell: they push red cells aside and dent them. */
const WHITE_APART = 0.9;
const CHAIN_SHARE = 0.36;
const CHAIN_LONGEST = 5;
/** Standard deviation of the turn from one link of a chain to the next, radians. */
const CHAIN_TURN = 0.6;
const ATTEMPTS_PER_CELL = 40;

/** Whether a disc keeps its distance from all others, as a share of the sum of radii. */
export function keepsApart(disc: Disc, others: readonly Disc[], share: number): boolean {
  return others.every(
    (other) => Math.hypot(disc.x - other.x, disc.y - other.y) >= share * (disc.radius + other.radius),
  );
}

function isNear(disc: Disc, image: Size): boolean {
  const margin = OUTSIDE * disc.radius;
  return (
    disc.x > -margin && disc.y > -margin && disc.x < image.width + margin && disc.y < image.height + margin
  );
}

/** A random disc whose centre lies in the image or a little outside. */
export function randomDisc(image: Size, radius: number, random: Random): Disc {
  const margin = OUTSIDE * radius;
  return {
    x: random.uniform(-margin, image.width + margin),
    y: random.uniform(-margin, image.height + margin),
    radius,
  };
}

/**
 * Discs for red cells, fewer than `count` where there is no room.
 *
 * @param meanRadius px
 * @param occupied discs of white cells
 */
export function placeRedCells(
  image: Size,
  count: number,
  meanRadius: number,
  occupied: readonly Disc[],
  random: Random,
): Disc[] {
  const placed: Disc[] = [];
  const radius = (): number => meanRadius * (1 + 0.075 * Math.max(-2, Math.min(2, random.normal())));
  for (let attempt = 0; attempt < ATTEMPTS_PER_CELL * count && placed.length < count; attempt++) {
    let disc = randomDisc(image, radius(), random);
    if (!keepsApart(disc, placed, APART) || !keepsApart(disc, occupied, WHITE_APART)) continue;
    const others = [...placed];
    placed.push(disc);
    if (random.next() > CHAIN_SHARE) continue;
    let direction = random.uniform(0, 2 * Math.PI);
    const links = 1 + random.integer(CHAIN_LONGEST - 1);
    for (let link = 0; link < links && placed.length < count; link++) {
      const next = radius();
      const step = (disc.radius + next) * random.uniform(CHAIN_NEAR, CHAIN_FAR);
      direction += CHAIN_TURN * random.normal();
      const linked: Disc = {
        x: disc.x + step * Math.cos(direction),
        y: disc.y + step * Math.sin(direction),
        radius: next,
      };
      const free = keepsApart(linked, others, CHAIN_FAR) && keepsApart(linked, occupied, WHITE_APART);
      if (!free || !isNear(linked, image)) break;
      others.push(disc);
      placed.push(linked);
      disc = linked;
    }
  }
  return placed;
}
