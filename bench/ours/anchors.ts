// Our side of `anchors`: k-means++ with ten restarts over the sizes of 860,000 boxes.
import type { Size } from '../../src/core/boxes/box.ts';
import { clusterAnchors } from '../../src/core/anchors/cluster-anchors.ts';
import { measureFit } from '../../src/core/anchors/measure-fit.ts';
import { sizeTable } from '../../src/core/anchors/size-table.ts';
import { randomSizes } from './box-sizes.ts';
import { writeExchange } from './detector-case.ts';
import { serveRounds } from './serve-rounds.ts';

const ANCHORS = 9;
/** Ultralytics' threshold of the ratio. */
const RATIO = 4;

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
