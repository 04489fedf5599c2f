// Fit of anchors: against NumPy (golden file), worked by hand, and what must hold for any sizes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignAnchors } from '../assignment/assign-anchors.ts';
import { createRandom } from '../random.ts';
import golden from './golden/fit.json';
import { isDead, measureFit, type FitBranch } from './measure-fit.ts';
import { meanBestIou } from './shape-fit.ts';
import { sizeTable } from './size-table.ts';
import { binTrainedSizes, trainedSizes } from './trained-sizes.ts';

const toSize = ([width, height]: readonly number[]) => ({ width: width!, height: height! });
const square = (side: number) => ({ width: side, height: side });
const branch = (stride: number, ...sides: number[]): FitBranch => ({
  stride,
  receptiveField: 10 * stride,
  anchors: sides.map(square),
});
const best = { assignment: 'best', ratioThreshold: 1.6 } as const;
const ratio = { assignment: 'ratio', ratioThreshold: 2 } as const;

describe.each(golden.cases)('NumPy: $name', (example) => {
  const anchors = example.anchors.map(toSize);
  const fit = measureFit(
    sizeTable(example.sizes.map(toSize)),
    [{ stride: 8, receptiveField: 100, anchors }],
    { ...example, rule: best },
  );

  it('gives the same', () => {
    expect(fit.objects).toBe(example.sizes.length);
    expect(fit.recallByRatio).toBeCloseTo(example.recallByRatio, 12);
    expect(fit.anchorsAboveThreshold).toBeCloseTo(example.anchorsAboveThreshold, 12);
    expect(fit.meanBestIou).toBeCloseTo(example.meanBestIou, 12);
    expect(fit.meanBestIou).toBeCloseTo(meanBestIou(example.sizes.map(toSize), anchors), 12);
    expect(fit.recallByIou).toBeCloseTo(example.recallByIou, 12);
    expect(fit.anchors.map(({ objectsWon }) => objectsWon)).toEqual(example.objectsWon);
  });
});

describe('by hand', () => {
  // Two branches of 16 and 8; objects of 4, 12, 30, 30 and 200 px, and one of 8 x 64.
  const table = sizeTable([
    ...[4, 12, 30, 30, 200].map(square),
    { width: 8, height: 64 },
    { width: 0, height: 9 },
  ]);
  const branches = [branch(16, 32, 500), branch(8, 10, 20)];
  const fit = measureFit(table, branches, { rule: ratio });

  it('counts objects won, and positives by the rule', () => {
    expect(fit.objects).toBe(6);
    // The larger object is of the anchor of 500, although their ratio is 2.5; both of 30 px are within 2 of 20 and of 32.
    expect(fit.anchors.map(({ objectsWon }) => objectsWon)).toEqual([2, 1, 2, 1]);
    expect(fit.anchors.map(({ positives }) => positives)).toEqual([2, 1, 2, 4]);
  });

  it('says what each branch must see, and what it cannot', () => {
    expect(fit.branches).toMatchObject([
      { stride: 16, objectsWon: 3, objects: 3, positives: 3, belowCell: 0, beyondField: 1 },
      { stride: 8, objectsWon: 3, objects: 5, positives: 6, belowCell: 1, beyondField: 0 },
    ]);
    expect(fit.branches[1]!.longerSides).toEqual([4, 4, 12, 30, 30, 64, 64]);
    expect(fit.belowFinestCell).toBe(1);
  });

  it('measures recall at its thresholds, and names the aspects that are not covered', () => {
    const strict = measureFit(table, branches, { rule: ratio, recallRatio: 3, recallIou: 0.5 });
    expect(strict.recallByRatio).toBeCloseTo(5 / 6, 12);
    expect(strict.anchorsAboveThreshold).toBeCloseTo(9 / 6, 12);
    expect(strict.recallByIou).toBeCloseTo(3 / 6, 12);
    expect(strict.aspects).toEqual([
      { low: 0, high: 0.25, objects: 1, uncovered: 1 },
      { low: 0.25, high: 0.5, objects: 0, uncovered: 0 },
      { low: 0.5, high: 2, objects: 5, uncovered: 0 },
      { low: 2, high: 4, objects: 0, uncovered: 0 },
      { low: 4, high: Infinity, objects: 0, uncovered: 0 },
    ]);
  });

  it('an anchor is dead where it is a positive of nothing, also if it wins nothing elsewhere', () => {
    const alike = sizeTable([square(30)]);
    const dead = (rule: typeof best | typeof ratio) =>
      measureFit(alike, [branch(8, 30, 40, 200)], { rule }).anchors.map(isDead);
    expect(dead(best)).toEqual([false, true, true]);
    expect(dead(ratio)).toEqual([false, false, true]);
  });

  it('is zero without objects, and without anchors', () => {
    expect(measureFit(sizeTable([]), branches, { rule: ratio })).toMatchObject({
      objects: 0,
      meanBestIou: 0,
      recallByRatio: 0,
      anchorsAboveThreshold: 0,
      branches: [{ longerSides: [] }, { longerSides: [] }],
    });
    expect(measureFit(table, [branch(8)], { rule: ratio })).toMatchObject({
      objects: 6,
      meanBestIou: 0,
      recallByRatio: 0,
      branches: [{ objects: 0 }],
    });
  });
});

it('counts as many positives as targets have, where no two objects meet', () => {
  const side = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ width: side, height: side }), { maxLength: 12 }),
      fc.constantFrom(best, ratio),
      (sizes, rule) => {
        const branches = [branch(16, 40, 90), branch(8, 8, 20)];
        const heads = branches.map((head) => ({ ...head, gridHeight: 1000, gridWidth: 1000 }));
        const boxes = sizes.map(({ width, height }, i) => ({
          x1: i * 600 - width / 2 + 300,
          y1: 300 - height / 2,
          x2: i * 600 + width / 2 + 300,
          y2: 300 + height / 2,
        }));
        const fit = measureFit(sizeTable(sizes), branches, { rule });
        const found = assignAnchors(boxes, heads, rule);
        for (const share of fit.anchors)
          expect(share.positives).toBe(
            found.filter(({ branch: b, anchor }) => b === share.branch && anchor === share.anchor).length,
          );
      },
    ),
  );
});

describe('sizes as training sees them', () => {
  const input = { width: 100, height: 50 };

  it('each object stands at five scales of a fifth each, cut to the input', () => {
    const table = trainedSizes(sizeTable([{ width: 90, height: 10 }]), { scale: 0.5, input });
    expect([...table.width].map((width) => Math.round(width))).toEqual([54, 72, 90, 100, 100]);
    expect([...table.height].map((height) => Math.round(height))).toEqual([6, 8, 10, 12, 14]);
    expect([...table.weight]).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
  });

  it('leaves out what becomes smaller than a pixel, and changes nothing without augmentation', () => {
    expect(trainedSizes(sizeTable([square(1)]), { scale: 0.5, input }).length).toBe(3);
    const table = trainedSizes(sizeTable([square(7)]), { scale: 0, input });
    expect([...table.width]).toEqual([7]);
    expect([...table.weight]).toEqual([1]);
  });

  it('bins change the figures by little', () => {
    const random = createRandom(4);
    const table = sizeTable(
      Array.from({ length: 5000 }, () => ({
        width: Math.exp(random.uniform(1.5, 5)),
        height: Math.exp(random.uniform(1.5, 5)),
      })),
    );
    const augmentation = { scale: 0.2, input: square(320) };
    const branches = [branch(32, 90, 160), branch(8, 12, 30)];
    const exact = measureFit(trainedSizes(table, augmentation), branches, { rule: ratio });
    const binned = measureFit(binTrainedSizes(table, augmentation), branches, { rule: ratio });
    expect(binned.objects).toBeCloseTo(exact.objects, 6);
    expect(Math.abs(binned.meanBestIou - exact.meanBestIou)).toBeLessThan(0.002);
    expect(Math.abs(binned.recallByRatio - exact.recallByRatio)).toBeLessThan(0.01);
    binned.anchors.forEach(({ positives }, i) => {
      expect(Math.abs(positives - exact.anchors[i]!.positives)).toBeLessThan(0.01 * exact.objects);
    });
  });
});
