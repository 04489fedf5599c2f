// Seeded samples that keep the order of what they are drawn from.
import { createRandom, shuffle } from '../random.ts';

/** At most `count` of the items, drawn without replacement, in their original order. */
export function sampleOf<T>(items: readonly T[], count: number, seed: number): T[] {
  if (items.length <= count) return [...items];
  const indices = Uint32Array.from(items, (_, i) => i);
  shuffle(indices, createRandom(seed));
  return [...indices.subarray(0, count).sort()].map((i) => items[i]!);
}
