// Sizes of very many boxes, for what is measured of anchors.
import type { Size } from '../../src/core/boxes/box.ts';
import { createRandom } from '../../src/core/random.ts';

const BOXES = 860_000;
const SEED = 3;

/** Sizes as COCO's at 640 px: log-normal sides of about 50 px, with correlated aspect. */
export function randomSizes(): Size[] {
  const random = createRandom(SEED);
  return Array.from({ length: BOXES }, () => {
    const side = Math.min(300, Math.exp(3.9 + 1.05 * random.normal()));
    const aspect = Math.exp(0.32 * random.normal());
    return { width: Math.max(2, side * aspect), height: Math.max(2, side / aspect) };
  });
}
