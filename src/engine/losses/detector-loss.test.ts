// Every term of the loss and its gradient on every backend, against the loss written out in double precision.
import { describe, expect, it } from 'vitest';
import { recipeSchema, type Recipe } from '../../contract/recipe.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import { BACKENDS, describeBackends, read } from '../testing/backends.ts';
import { largestDifference, normalNumbers, numericalGradient } from '../testing/numbers.ts';
import { countSpared, referenceLoss } from '../testing/reference-loss.ts';
import { priorsOf } from '../priors.ts';
import { buildTargets, type TargetObjects } from '../targets.ts';
import { tf, type Tensor4D } from '../tf.ts';
import { detectorLoss, LOSS_TERMS } from './detector-loss.ts';

const VALUE_TOLERANCE = 1e-5;
const GRADIENT_TOLERANCE = 1e-4;
const CLASSES = 2;
const INPUT = 64;

function headsOf(gaussian: boolean, scaleXY: number): HeadShape[] {
  const head = (stride: number, ...sides: [number, number][]): HeadShape => ({
    layer: {
      kind: 'yolo',
      anchors: sides.map(([width, height]) => ({ width, height })),
      classes: CLASSES,
      gaussian,
      scaleXY,
    },
    layerIndex: 0,
    gridHeight: INPUT / stride,
    gridWidth: INPUT / stride,
    stride,
    receptiveField: INPUT,
  });
  return [head(32, [40, 30], [24, 44]), head(16, [14, 18])];
}

const around = (cx: number, cy: number, width: number, height: number) => ({
  x1: cx - width / 2,
  y1: cy - height / 2,
  x2: cx + width / 2,
  y2: cy + height / 2,
});
/** Two images: three objects and an ignore region, and one object. */
const BATCH: readonly TargetObjects[] = [
  {
    boxes: [around(20, 24, 36, 30), around(50, 40, 16, 17), around(23, 50, 26, 40)],
    classIndexes: [0, 1, 1],
    ignored: [around(48, 14, 30, 28)],
  },
  { boxes: [around(41, 37, 13, 20)], classIndexes: [0], ignored: [] },
];

const optionsOf = (changes: Partial<Recipe['loss']>): Recipe['loss'] => ({
  ...recipeSchema.parse({}).loss,
  ignoreThreshold: 0.35,
  boxWeight: 1.5,
  objectnessWeight: 0.8,
  ...changes,
});

/** Logits per head [B, gridH, gridW, anchors * channels]; small, as near the start of a training. */
function randomLogits(
  heads: readonly HeadShape[],
  images: number,
): { values: Float32Array; shape: [number, number, number, number] }[] {
  return heads.map(({ gridHeight, gridWidth, layer }, i) => {
    const channels = layer.anchors.length * ((layer.gaussian ? 9 : 5) + CLASSES);
    const shape: [number, number, number, number] = [images, gridHeight, gridWidth, channels];
    return { shape, values: normalNumbers(images * gridHeight * gridWidth * channels, i + 11, 0.6) };
  });
}

const CASES = [
  { title: 'mse', gaussian: false, scaleXY: 1, loss: { box: 'mse', assignment: 'best' } },
  { title: 'giou', gaussian: false, scaleXY: 2, loss: { box: 'giou' } },
  { title: 'diou', gaussian: false, scaleXY: 1, loss: { box: 'diou' } },
  { title: 'ciou', gaussian: false, scaleXY: 2, loss: { box: 'ciou' } },
  {
    title: 'objectness that learns the IoU',
    gaussian: false,
    scaleXY: 2,
    loss: { box: 'ciou', objectnessTarget: 'iou' },
  },
  { title: 'gaussian-nll', gaussian: true, scaleXY: 1, loss: { box: 'gaussian-nll' } },
  { title: 'ciou with uncertainty', gaussian: true, scaleXY: 2, loss: { box: 'ciou', sigmaWeight: 0.3 } },
  { title: 'mse with uncertainty', gaussian: true, scaleXY: 1, loss: { box: 'mse', sigmaWeight: 0.3 } },
] as const;

/** The double-precision answer does not depend on the backend: worked out once. */
const answers = CASES.map(({ gaussian, scaleXY, loss }) => {
  const heads = headsOf(gaussian, scaleXY);
  const options = optionsOf(loss);
  const logits = randomLogits(heads, BATCH.length);
  const still = logits.map(({ values }) => values);
  const terms = referenceLoss(still, still, heads, BATCH, options);
  const gradients = still.map((values, head) =>
    numericalGradient((moving) => {
      const all = still.map((other, i) => (i === head ? moving : other));
      return referenceLoss(all, still, heads, BATCH, options)
        .flat()
        .reduce((a, b) => a + b);
    }, values),
  );
  return { heads, options, logits, terms, gradients };
});

describe('the cases', () => {
  it('exercise positives on both heads, the ignore mask, and the ignore region', () => {
    const { heads, logits, options } = answers[0]!;
    const values = logits.map((head) => head.values);
    const targets = buildTargets(BATCH, priorsOf(heads), optionsOf({}));
    expect(new Set(targets.heads)).toEqual(new Set(heads.keys()));
    const spared = countSpared(values, heads, BATCH, options.ignoreThreshold);
    const withoutRegions = BATCH.map((objects) => ({ ...objects, ignored: [] }));
    const byObjects = countSpared(values, heads, withoutRegions, options.ignoreThreshold);
    expect(byObjects).toBeGreaterThan(0);
    expect(spared).toBeGreaterThan(byObjects);
    expect(spared).toBeLessThan(40);
  });
});

describeBackends('detectorLoss', BACKENDS, () => {
  it.each(CASES.map(({ title }, index) => [title, index] as const))('%s', async (_, index) => {
    const { heads, options, logits, terms, gradients } = answers[index]!;
    const priors = priorsOf(heads);
    const targets = buildTargets(BATCH, priors, options);
    const inputs = logits.map(({ values, shape }) => tf.tensor(values, shape));
    const loss = (...heads4d: Parameters<typeof detectorLoss>[0]) =>
      detectorLoss(heads4d, priors, targets, options);
    const table = tf.tidy(() => loss(...(inputs as Tensor4D[])).terms);
    const slopes = tf.tidy(() => tf.grads((...moving) => loss(...(moving as Tensor4D[])).total)(inputs));
    const [values, ...found] = await read(table, ...slopes);
    tf.dispose(inputs);
    LOSS_TERMS.forEach((name, term) =>
      terms.forEach((head, i) =>
        expect(
          largestDifference([values![i * LOSS_TERMS.length + term]!], [head[term]!]),
          `${name} of head ${i}`,
        ).toBeLessThan(VALUE_TOLERANCE),
      ),
    );
    found.forEach((gradient, head) =>
      expect(largestDifference(gradient, gradients[head]!)).toBeLessThan(GRADIENT_TOLERANCE),
    );
  });

  it('has objectness alone where there is no object', async () => {
    const { heads, options, logits } = answers[0]!;
    const empty = BATCH.map(() => ({ boxes: [], classIndexes: [], ignored: [] }));
    const table = tf.tidy(() => {
      const tensors = logits.map(({ values, shape }) => tf.tensor<tf.Rank.R4>(values, shape));
      const priors = priorsOf(heads);
      return detectorLoss(tensors, priors, buildTargets(empty, priors, options), options).terms;
    });
    const [values] = await read(table);
    const still = logits.map((head) => head.values);
    const expected = referenceLoss(still, still, heads, empty, options).flat();
    expect(largestDifference(values!, expected)).toBeLessThan(VALUE_TOLERANCE);
    expect([...values!].map((value) => value > 0)).toEqual([
      false,
      true,
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });
});
