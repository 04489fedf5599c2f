// Seeded random numbers: the same seed gives the same sequence on every platform.

/** A stream of pseudo-random numbers. */
export interface Random {
  /** Next number in [0, 1). */
  next(): number;
  /** Uniform number in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Normal deviate, mean 0 and standard deviation 1. */
  normal(): number;
  /** The state, from which `randomFromState` continues the same sequence. */
  state(): number;
}

/** Odd constants of the mulberry32 generator (Tommy Ettinger, public domain). */
const INCREMENT = 0x6d2b79f5;
const TWO_TO_32 = 4294967296;

/** A generator seeded by an integer; equal seeds give equal sequences. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + INCREMENT) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / TWO_TO_32;
  };
  return {
    next,
    uniform: (low, high) => low + (high - low) * next(),
    integer: (bound) => Math.floor(next() * bound),
    // Box-Muller: 1 - next() is in (0, 1], so the logarithm is finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    state: () => state,
  };
}

/** A seed derived from a seed and a label, so that independent consumers do not share a sequence. */
export function deriveSeed(seed: number, label: string): number {
  let hash = seed | 0;
  for (let i = 0; i < label.length; i++) {
    hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193); // FNV-1a prime
    hash ^= hash >>> 15;
  }
  return hash | 0;
}

/** Shuffles in place (Fisher-Yates). */
export function shuffle(values: number[] | Int32Array | Uint32Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const swap = values[i]!;
    values[i] = values[j]!;
    values[j] = swap;
  }
}
