// Scenes with and without an up, made from seeded centres.
import { expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { hasNoUp } from './has-no-up.ts';

const random = createRandom(5);
const centres = (count: number, draw: () => number) => Array.from({ length: count }, draw);

it.each([
  { scene: 'objects everywhere', count: 3000, draw: () => random.next(), expected: true },
  {
    scene: 'more at the edges, alike above and below',
    count: 3000,
    draw: () => Math.sin((random.next() * Math.PI) / 2) ** 2,
    expected: true,
  },
  {
    scene: 'a street: most below the middle',
    count: 3000,
    draw: () => 1 - random.next() ** 2 / 2,
    expected: false,
  },
  {
    scene: 'a slight slant: six in ten below',
    count: 3000,
    draw: () => (random.next() < 0.6 ? 0.5 : 0) + random.next() / 2,
    expected: false,
  },
  {
    scene: 'portraits: all in the middle',
    count: 3000,
    draw: () => 0.5 + random.uniform(-0.2, 0.2),
    expected: false,
  },
  { scene: 'too few to tell', count: 900, draw: () => random.next(), expected: false },
  { scene: 'none', count: 0, draw: () => 0, expected: false },
])('$scene: $expected', ({ count, draw, expected }) => {
  expect(hasNoUp(centres(count, draw))).toBe(expected);
});
