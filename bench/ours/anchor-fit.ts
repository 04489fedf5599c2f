// The fit of anchors to 860,000 boxes at the augmentation's scales: every box against bins, in turn in one process, and how far
// the bins' figures are off.
import { clusterAnchors } from '../../src/core/anchors/cluster-anchors.ts';
import { distributeAnchors } from '../../src/core/anchors/distribute-anchors.ts';
import { measureFit, type AnchorFit, type FitBranch } from '../../src/core/anchors/measure-fit.ts';
import { sizeTable } from '../../src/core/anchors/size-table.ts';
import { binTrainedSizes, trainedSizes } from '../../src/core/anchors/trained-sizes.ts';
import { randomSizes } from './box-sizes.ts';

const COUNTS = [9, 15, 30];
const WARM_UP = 3;
const EXACT_ROUNDS = 5;
const BINNED_ROUNDS = 60;
const RULE = { assignment: 'ratio', ratioThreshold: 1.6 } as const;
const AUGMENTATION = { scale: 0.2, input: { width: 640, height: 640 } };

const sizes = sizeTable(randomSizes());
const timed = <T>(run: () => T): [T, number] => {
  const start = performance.now();
  const result = run();
  return [result, performance.now() - start];
};
const exact = trainedSizes(sizes, AUGMENTATION);
const [binned, binningMs] = timed(() => binTrainedSizes(sizes, AUGMENTATION));
const sample = randomSizes().slice(0, 15_000);

/** A dragged anchor is another one at each move. */
const moved = (branches: readonly FitBranch[], round: number): FitBranch[] =>
  branches.map((branch, i) => ({
    ...branch,
    anchors: branch.anchors.map((size, k) =>
      i === 0 && k === 0 ? { width: size.width + round / 10, height: size.height } : size,
    ),
  }));

function times(rounds: number, run: (round: number) => unknown) {
  const all = Array.from({ length: rounds + WARM_UP }, (_, round) => timed(() => run(round))[1])
    .slice(WARM_UP)
    .sort((a, b) => a - b);
  return { median: all[all.length >> 1]!, longest: all.at(-1)! };
}

/** Largest differences of the figures: shares of all objects, but for the mean IoU and the number of anchors. */
function errors(a: AnchorFit, b: AnchorFit) {
  const most = (values: readonly number[]) => Math.max(...values.map(Math.abs));
  return {
    meanBestIou: Math.abs(a.meanBestIou - b.meanBestIou),
    recallByRatio: Math.abs(a.recallByRatio - b.recallByRatio),
    recallByIou: Math.abs(a.recallByIou - b.recallByIou),
    anchorsAboveThreshold: Math.abs(a.anchorsAboveThreshold - b.anchorsAboveThreshold),
    objectsWon: most(a.anchors.map((share, i) => (share.objectsWon - b.anchors[i]!.objectsWon) / a.objects)),
    positives: most(a.anchors.map((share, i) => (share.positives - b.anchors[i]!.positives) / a.objects)),
    objects: most(a.branches.map((share, i) => (share.objects - b.branches[i]!.objects) / a.objects)),
    longerSides: most(
      a.branches.flatMap((share, i) =>
        // The extremes of a bin are not those of its members.
        share.longerSides.slice(1, -1).map((side, q) => b.branches[i]!.longerSides[q + 1]! / side - 1),
      ),
    ),
  };
}

const cases = COUNTS.map((count) => {
  const anchors = clusterAnchors(sample, { count, seed: 0, restarts: 2 });
  const branches = distributeAnchors(anchors, [32, 16, 8]).map((branch) => ({
    ...branch,
    receptiveField: 400,
  }));
  const fit = (table: typeof exact, round: number) =>
    measureFit(table, moved(branches, round), { rule: RULE });
  return {
    count,
    exact: times(EXACT_ROUNDS, (round) => fit(exact, round)),
    binned: times(BINNED_ROUNDS, (round) => fit(binned, round)),
    errors: errors(fit(exact, 0), fit(binned, 0)),
  };
});
process.stdout.write(
  `${JSON.stringify({ boxes: sizes.length, exactRows: exact.length, binnedRows: binned.length, binningMs, cases })}\n`,
);
