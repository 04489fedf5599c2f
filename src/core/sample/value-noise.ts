// Smooth seeded noise on the plane: the texture of granules, chromatin and the slide.

const HASH_X = 0x27d4eb2d;
const HASH_Y = 0x165667b1;
const MIX = 0x2c1b3c6d;
const TWO_TO_32 = 4294967296;

/** A number in [0, 1) that depends on a lattice point and a seed only. */
function latticeValue(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, HASH_X) ^ Math.imul(y, HASH_Y) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 15), MIX);
  hash = Math.imul(hash ^ (hash >>> 13), HASH_X);
  return ((hash ^ (hash >>> 16)) >>> 0) / TWO_TO_32;
}

/** 0 below `from`, 1 above `to`, a smooth step (3t^2 - 2t^3) between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Smooth noise in [-1, 1) at (x, y); its features are about one unit wide. */
export function valueNoise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const tx = x - column;
  const ty = y - row;
  const u = tx * tx * (3 - 2 * tx);
  const v = ty * ty * (3 - 2 * ty);
  const a = latticeValue(column, row, seed);
  const b = latticeValue(column + 1, row, seed);
  const c = latticeValue(column, row + 1, seed);
  const d = latticeValue(column + 1, row + 1, seed);
  const above = a + u * (b - a);
  return 2 * (above + v * (c + u * (d - c) - above)) - 1;
}

/** Two octaves of `valueNoise`, in [-1, 1): features one unit wide with detail of half a unit. */
export function fractalNoise(x: number, y: number, seed: number): number {
  return (2 * valueNoise(x, y, seed) + valueNoise(2 * x, 2 * y, seed ^ HASH_Y)) / 3;
}
