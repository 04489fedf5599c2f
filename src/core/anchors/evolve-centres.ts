// Evolution of anchors by random mutation: what fits better stays.
import type { Size } from '../boxes/box.ts';
import type { Random } from '../random.ts';

/** Chance that a side mutates, standard deviation of its factor, and the factor's range, as in Ultralytics' autoanchor. */
const CHANCE = 0.9;
const DEVIATION = 0.1;
const SMALLEST_FACTOR = 0.3;
const LARGEST_FACTOR = 3;

/**
 * Anchors after so many generations: in each, every side is multiplied by a random factor about 1, the whole set with
 * one strength, so that small and large steps are both tried. The set is kept where `fit` rises. Never worse than the start.
 */
export function evolveCentres(
  start: readonly Size[],
  fit: (centres: readonly Size[]) => number,
  generations: number,
  random: Random,
): Size[] {
  let best = [...start];
  let bestFit = fit(best);
  for (let generation = 0; generation < generations; generation++) {
    const strength = random.next() * DEVIATION;
    const mutate = (side: number): number => {
      if (random.next() >= CHANCE) return side;
      return side * Math.min(LARGEST_FACTOR, Math.max(SMALLEST_FACTOR, 1 + strength * random.normal()));
    };
    const mutated = best.map(({ width, height }) => ({ width: mutate(width), height: mutate(height) }));
    const mutatedFit = fit(mutated);
    if (mutatedFit > bestFit) [best, bestFit] = [mutated, mutatedFit];
  }
  return best;
}
