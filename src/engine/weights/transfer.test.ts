// Weights in another network: the same predictions where nothing changed, the same boxes from moved anchors, the same remaining
// branches when one is cut or added, and what a class, a Gaussian head, a neck or a width changes.
import { describe, expect, it } from 'vitest';
import { channelsPerAnchor, type Network } from '../../core/network/layer.ts';
import type { NeckName } from '../../core/network/necks.ts';
import { buildNetwork } from '../../core/network/presets.ts';
import { networkHeads } from '../../core/network/shapes.ts';
import { initialParameters, parameterLayout } from '../network/parameters.ts';
import { Predictor, type Detector } from '../predict.ts';
import { describeBackends, TRAINING_BACKENDS } from '../testing/backends.ts';
import { largestDifference } from '../testing/numbers.ts';
import { drawPicture, randomDetector, TINY_CLASSES, tinyRecipe } from '../testing/tiny-detector.ts';
import { transferWeights, type TransferTarget } from './transfer.ts';

type Sizes = readonly (readonly [number, number])[];
interface Wanted {
  readonly branches?: Readonly<Record<number, Sizes>>;
  readonly neck?: NeckName;
  readonly gaussian?: boolean;
  readonly classes?: readonly string[];
  readonly widthMultiple?: number;
  readonly preset?: string;
}

const BRANCHES: Readonly<Record<number, Sizes>> = {
  32: [[34, 30]],
  16: [
    [16, 16],
    [24, 14],
  ],
  8: [[7, 9]],
};

function build(wanted: Wanted = {}): Network {
  const { branches = BRANCHES, neck = 'fpn', gaussian = false, classes = TINY_CLASSES } = wanted;
  return buildNetwork(wanted.preset ?? 'yolov3-slim', {
    input: { width: 64, height: 64 },
    classes: classes.length,
    gaussian,
    widthMultiple: wanted.widthMultiple ?? 0.25,
    neck,
    branches: Object.entries(branches).map(([stride, sizes]) => ({
      stride: Number(stride),
      anchors: sizes.map(([width, height]) => ({ width, height })),
    })),
  });
}

const recipe = tinyRecipe();
const picture = drawPicture();
const trained = (wanted: Wanted = {}): Detector => randomDetector(build(wanted), recipe);

function transfer(source: Detector, wanted: Wanted, more: Partial<TransferTarget> = {}) {
  const network = build(wanted);
  const classes = wanted.classes ?? TINY_CLASSES;
  const { summary, ...numbers } = transferWeights(source, { network, classes, seed: 9, ...more });
  return { summary, detector: { network, classes, pixels: source.pixels, ...numbers } };
}

/** Logits of the picture by stride. */
async function logitsByStride(detector: Detector): Promise<Map<number, Float32Array>> {
  const predictor = new Predictor(detector);
  const [outputs] = await predictor.predict([picture]);
  predictor.dispose();
  return new Map(predictor.heads.map(({ stride }, i) => [stride, outputs![i]!]));
}

async function expectSameLogits(a: Detector, b: Detector, strides: readonly number[]): Promise<void> {
  const [first, second] = [await logitsByStride(a), await logitsByStride(b)];
  for (const stride of strides)
    expect(largestDifference(first.get(stride)!, second.get(stride)!), `stride ${stride}`).toBeLessThan(1e-6);
}

/** Widths and heights that a head's anchors predict in every cell: [cells][anchors] of [width, height], input px. */
function predictedSizes(detector: Detector, logits: Float32Array, stride: number): number[][][] {
  const head = networkHeads(detector.network).find((other) => other.stride === stride)!;
  const channels = channelsPerAnchor(head.layer);
  const { anchors } = head.layer;
  return Array.from({ length: head.gridHeight * head.gridWidth }, (_cell, cell) =>
    anchors.map(({ width, height }, a) => {
      const at = (cell * anchors.length + a) * channels;
      return [width * Math.exp(logits[at + 2]!), height * Math.exp(logits[at + 3]!)];
    }),
  );
}

describeBackends('transferred weights', TRAINING_BACKENDS, () => {
  it.each(['fpn', 'pan', 'bifpn', 'none'] as const)(
    'predict what they predicted in the same network (%s)',
    async (neck) => {
      const source = trained({ neck });
      const { detector, summary } = transfer(source, { neck });
      expect(summary).toMatchObject({ share: 1, adapted: 0, fresh: 0, unusedLayers: [] });
      await expectSameLogits(source, detector, [32, 16, 8]);
    },
  );

  it('predict the same boxes from moved anchors, in whatever order they stand', async () => {
    const source = trained();
    const moved: Wanted = {
      branches: {
        ...BRANCHES,
        16: [
          [30, 13],
          [14, 19],
        ],
      },
    };
    const { detector, summary } = transfer(source, moved);
    const [before, after] = [await logitsByStride(source), await logitsByStride(detector)];
    const old = predictedSizes(source, before.get(16)!, 16);
    const now = predictedSizes(detector, after.get(16)!, 16);
    now.forEach(([wide, square], cell) => {
      for (const [found, expected] of [
        [wide, old[cell]![1]],
        [square, old[cell]![0]],
      ])
        found!.forEach((side, i) => expect(side / expected![i]!).toBeCloseTo(1, 4));
    });
    expect(summary.adaptedLayers).toEqual(['head.16.prediction']);
    await expectSameLogits(source, detector, [32, 8]);
  });

  it.each([
    ['fpn', [8], [32, 16]],
    ['fpn', [16], [32, 8]],
    ['fpn', [32], [16, 8]],
    ['pan', [16], [32, 8]],
    ['pan', [32], [16, 8]],
    ['bifpn', [16], [32, 8]],
    ['bifpn', [32], [16, 8]],
    ['none', [8], [32, 16]],
    ['none', [32, 16], [8]],
  ] as const)(
    'predict the same on the branches that a cut leaves (%s without %j)',
    async (neck, cut, left) => {
      const source = trained({ neck });
      const branches = Object.fromEntries(left.map((stride) => [stride, BRANCHES[stride]!]));
      const { detector, summary } = transfer(source, { neck, branches });
      await expectSameLogits(source, detector, left);
      expect(summary).toMatchObject({ share: 1, fresh: 0 });
      for (const stride of cut) expect(summary.unusedLayers).toContain(`head.${stride}.prediction`);
    },
  );

  it.each([
    ['fpn', 4],
    ['fpn', 64],
    ['none', 4],
    ['none', 64],
    ['pan', 64],
    ['bifpn', 64],
  ] as const)(
    'predict the same on the old branches when one is added (%s, stride %i)',
    async (neck, stride) => {
      const source = trained({ neck });
      const { detector, summary } = transfer(source, { neck, branches: { ...BRANCHES, [stride]: [[5, 5]] } });
      if (neck === 'bifpn') expect(summary.fresh).toBeGreaterThan(0);
      else await expectSameLogits(source, detector, [32, 16, 8]);
      expect(summary.freshLayers).toContain(`head.${stride}.prediction`);
      expect(summary.unusedLayers).toEqual([]);
    },
  );

  // docs/adr/0013 lists which changes the remaining branches feel.
  const ALL: Wanted['branches'] = { ...BRANCHES, 4: [[3, 3]], 64: [[60, 60]] };
  const without = (...strides: number[]) =>
    Object.fromEntries(Object.entries(ALL).filter(([stride]) => !strides.includes(Number(stride))));
  it.each([
    ['pan', without(64), without(64, 4), 32],
    ['bifpn', without(64), without(64, 4), 8],
    ['fpn', without(4), without(4, 64), 8],
    ['pan', without(4), without(4, 64), 8],
    ['bifpn', without(4), without(4, 64), 32],
    ['pan', without(64, 4), without(64), 16],
    ['bifpn', without(64, 4), without(64), 8],
    ['bifpn', without(64, 4), without(4), 32],
  ] as const)(
    'predict something else where the neck goes another way (%s)',
    async (neck, from, to, stride) => {
      const source = trained({ neck, branches: from });
      const { detector } = transfer(source, { neck, branches: to });
      const [before, after] = [await logitsByStride(source), await logitsByStride(detector)];
      expect(largestDifference(before.get(stride)!, after.get(stride)!)).toBeGreaterThan(1e-3);
    },
  );

  it('predict the same for known classes, whatever else there is, and for a new one as little as a fresh head', async () => {
    const source = trained();
    const classes = ['tall', 'wide', 'square'];
    const { detector } = transfer(source, { classes });
    const [before, after] = [await logitsByStride(source), await logitsByStride(detector)];
    const [old, now] = [before.get(32)!, after.get(32)!];
    for (let cell = 0; cell < 4; cell++) {
      const [a, b] = [old.subarray(cell * 7, cell * 7 + 7), now.subarray(cell * 8, cell * 8 + 8)];
      expect(largestDifference(b.slice(0, 5), a.slice(0, 5))).toBeLessThan(1e-6);
      expect(b[6]).toBeCloseTo(a[6]!, 6); // wide
      expect(b[7]).toBeCloseTo(a[5]!, 6); // square
    }
  });

  it.each([true, false])(
    'predict the same boxes where a head becomes Gaussian, or no longer is (%s)',
    async (gaussian) => {
      const source = trained({ gaussian: !gaussian });
      const { detector, summary } = transfer(source, { gaussian });
      const [before, after] = [await logitsByStride(source), await logitsByStride(detector)];
      const [old, now] = [before.get(8)!, after.get(8)!];
      const [perOld, perNew] = gaussian ? [7, 11] : [11, 7];
      const from = (layout: number) => (layout === 11 ? 8 : 4); // objectness, then classes
      for (let cell = 0; cell < 64; cell++) {
        const [a, b] = [old.subarray(cell * perOld), now.subarray(cell * perNew)];
        for (let i = 0; i < 4; i++) expect(b[i]).toBeCloseTo(a[i]!, 5);
        for (let i = 0; i < 3; i++) expect(b[from(perNew) + i]).toBeCloseTo(a[from(perOld) + i]!, 5);
      }
      expect(summary.freshLayers).toEqual([]);
    },
  );
});

describe('what is taken over', () => {
  it('is the backbone where the neck is another', () => {
    const { summary } = transfer(trained({ neck: 'none' }), { neck: 'pan' });
    expect(summary.freshLayers.every((role) => !role.startsWith('backbone.'))).toBe(true);
    expect(summary.freshLayers).toContain('neck.16.link.0');
    expect(summary.share).toBeGreaterThan(0.4);
    expect(summary.share).toBeLessThan(1);
  });

  it('is next to nothing of a network of another width, and what is new is as in a new training', () => {
    const source = trained();
    const { detector, summary } = transfer(source, { widthMultiple: 0.5 });
    expect(summary.share).toBeLessThan(0.05);
    const layout = parameterLayout(detector.network);
    const fresh = initialParameters(detector.network, layout, 9);
    const { offset, size } = layout.parameters.find(({ shape }) => shape.at(-1)! > 100)!;
    expect(detector.parameters.slice(offset, offset + size)).toEqual(fresh.slice(offset, offset + size));
  });

  it('is not the prediction layers where they are to be new', () => {
    const { summary } = transfer(trained(), {}, { newHeads: true });
    expect(summary.freshLayers).toEqual(['head.32.prediction', 'head.16.prediction', 'head.8.prediction']);
    expect(summary).toMatchObject({ adapted: 0, fresh: 6 });
  });

  it('counts every tensor once', () => {
    const { detector, summary } = transfer(trained(), {
      branches: { ...BRANCHES, 4: [[3, 3]], 16: [[9, 9]] },
    });
    const { parameters, statistics } = parameterLayout(detector.network);
    expect(summary.whole + summary.adapted + summary.fresh).toBe(parameters.length + statistics.length);
    expect(summary.adapted).toBe(2);
    expect(summary.share).toBeLessThan(1);
  });

  it('leaves the source as it was', () => {
    const source = trained();
    const before = source.parameters.slice();
    transfer(source, { branches: { 16: [[40, 40]] } });
    expect(source.parameters).toEqual(before);
  });
});
