// Random unlabelled things: each resembles a class a little, so that a young detector reports it.
import type { Size } from '../boxes/box.ts';
import type { Random } from '../random.ts';
import { createBlob, type Blob } from './blob.ts';
import { keepsApart, randomDisc, type Disc } from './place-red-cells.ts';
import type { Debris } from './smear-scene.ts';

const ROUND = { maxAspect: 1.15, roughness: 0.03, orders: 4 };
const RAGGED = { maxAspect: 1.4, roughness: 0.12, orders: 6 };
const SMEARED = { maxAspect: 2, roughness: 0.12, orders: 7 };
const CURL = { maxAspect: 1.9, roughness: 0.1, orders: 4 };

/** Probability of each kind in an image, and the most of it; they make an image hold about five pieces. */
const FREQUENCY: Readonly<Record<Debris['kind'], { chance: number; most: number }>> = {
  precipitate: { chance: 0.7, most: 3 },
  ghost: { chance: 0.5, most: 2 },
  dust: { chance: 0.4, most: 2 },
  smudge: { chance: 0.22, most: 1 },
  bubble: { chance: 0.3, most: 2 },
  refractile: { chance: 0.5, most: 4 },
  scratch: { chance: 0.12, most: 1 },
};
const KINDS = Object.keys(FREQUENCY) as Debris['kind'][];

function free(image: Size, radius: number, occupied: readonly Disc[], random: Random): Disc {
  let disc = randomDisc(image, radius, random);
  for (let attempt = 0; attempt < 12 && !keepsApart(disc, occupied, 0.9); attempt++) {
    disc = randomDisc(image, radius, random);
  }
  return disc;
}

function createSpecks(disc: Disc, unit: number, random: Random): Blob[] {
  // Either one speck as large as a platelet, or a spill of grains.
  if (random.next() < 0.5) return [createBlob(disc.x, disc.y, unit * random.uniform(2.2, 4), RAGGED, random)];
  return Array.from({ length: 3 + random.integer(6) }, () =>
    createBlob(
      disc.x + 6 * unit * random.normal(),
      disc.y + 6 * unit * random.normal(),
      unit * random.uniform(0.9, 2.2),
      RAGGED,
      random,
    ),
  );
}

function createScratch(image: Size, unit: number, random: Random): Debris {
  return {
    kind: 'scratch',
    x: random.uniform(0, image.width),
    y: random.uniform(0, image.height),
    length: unit * random.uniform(70, 220),
    direction: random.uniform(0, Math.PI),
    bend: unit * random.uniform(-12, 12),
    thickness: unit * random.uniform(0.8, 1.4),
    tone: random.uniform(0.4, 0.9),
  };
}

function createPiece(
  kind: Debris['kind'],
  image: Size,
  unit: number,
  redDiscs: readonly Disc[],
  occupied: readonly Disc[],
  random: Random,
): Debris | undefined {
  const blobAt = (radius: number, shape: typeof ROUND): Blob => {
    const disc = free(image, radius, occupied, random);
    return createBlob(disc.x, disc.y, radius, shape, random);
  };
  switch (kind) {
    case 'precipitate': {
      const disc = free(image, 5 * unit, occupied, random);
      return { kind, specks: createSpecks(disc, unit, random), tone: random.uniform(0.7, 1.2) };
    }
    case 'ghost': {
      const radius = unit * random.uniform(20, 30);
      const feather = unit * random.uniform(5, 9);
      return { kind, blob: blobAt(radius, ROUND), tone: random.uniform(0.22, 0.5), feather };
    }
    case 'dust': {
      const radius = unit * random.uniform(3, 7);
      return { kind, blob: blobAt(radius, RAGGED), tone: random.uniform(0.4, 0.9), feather: radius * 0.6 };
    }
    case 'smudge':
      return {
        kind,
        blob: blobAt(unit * random.uniform(18, 34), SMEARED),
        tone: random.uniform(0.6, 1),
        feather: unit * random.uniform(5, 9),
        textureSeed: random.integer(1 << 30),
      };
    case 'bubble':
      return { kind, blob: blobAt(unit * random.uniform(5, 19), ROUND), tone: random.uniform(0.5, 0.95) };
    case 'refractile': {
      // A drying artefact sits on a red cell.
      const host = redDiscs[random.integer(redDiscs.length)];
      if (host === undefined) return undefined;
      const reach = 0.5 * host.radius;
      const x = host.x + random.uniform(-reach, reach);
      const y = host.y + random.uniform(-reach, reach);
      const blob = createBlob(x, y, unit * random.uniform(2, 4.6), CURL, random);
      return { kind, blob, tone: random.uniform(0.5, 1) };
    }
    case 'scratch':
      return createScratch(image, unit, random);
  }
}

/** Debris of one image. `redDiscs` carry drying artefacts; the rest keeps off `occupied` where it can. */
export function createDebris(
  image: Size,
  unit: number,
  redDiscs: readonly Disc[],
  occupied: readonly Disc[],
  random: Random,
): Debris[] {
  const pieces: Debris[] = [];
  for (const kind of KINDS) {
    const { chance, most } = FREQUENCY[kind];
    const count = random.next() < chance ? 1 + random.integer(most) : 0;
    for (let i = 0; i < count; i++) {
      const piece = createPiece(kind, image, unit, redDiscs, occupied, random);
      if (piece !== undefined) pieces.push(piece);
    }
  }
  return pieces;
}
