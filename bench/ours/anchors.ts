// Our side of `anchors`: k-means++ with ten restarts over the sizes of 860,000 boxes.
import type { Size } from '../../src/core/boxes/box.ts';
import { clusterAnchors } from '../../src/core/anchors/cluster-anchors.ts';
import { measureFit } from '../../src/core/anchors/measure-fit.ts';
import { sizeTable } from '../../src/core/anchors/size-table.ts';
import { createRandom } from '../../src/core/random.ts';
import { writeExchange } from './detector-case.ts';
import { serveRounds } from './serve-rounds.ts';

const BOXES = 860_000;
const ANCHORS = 9;
const SEED = 3;
/** Ultralytics' threshold of the ratio. */
const RATIO = 4;

/** Sizes as COCO's at 640 px: log-normal sides of about 50 px, with correlated aspect. */
function randomSizes(): Size[] {
  const random = createRandom(SEED);
  return Array.from({ length: BOXES }, () => {
    const side = Math.min(300, Math.exp(3.9 + 1.05 * random.normal()));
    const aspect = Math.exp(0.32 * random.normal());
    return { width: Math.max(2, side * aspect), height: Math.max(2, side / aspect) };
  });
}

/** How well anchors fit all boxes. */
function fitOf(sizes: readonly Size[], anchors: readonly Size[]) {
  const branch = { stride: 8, receptiveField: Infinity, anchors };
  const rule = { assignment: 'best', ratioThreshold: RATIO } as const;
  const fit = measureFit(sizeTable(sizes), [branch], { rule, recallRatio: RATIO });
  return { meanIou: fit.meanBestIou, recall: fit.recallByRatio };
}

await serveRounds<{ metric: 'iou' | 'ratio'; exchange: string }>(({ metric, exchange }) => {
  const sizes = randomSizes();
  writeExchange(
    exchange,
    { sizes: Float32Array.from(sizes.flatMap(({ width, height }) => [width, height])) },
    { anchors: ANCHORS },
  );
  const options = { count: ANCHORS, seed: 0, metric } as const;
  return {
    about: fitOf(sizes, clusterAnchors(sizes, options)),
    round: () => {
      const start = performance.now();
      clusterAnchors(sizes, options);
      return Promise.resolve(performance.now() - start);
    },
  };
});
