// A run's recipe with changes, and what follows from them.
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../contract/dataset.ts';
import { recipeSchema, type Recipe } from '../../contract/recipe.ts';
import { followChanges } from './recipe-from-run.ts';
import { resolveRecipe } from './resolve-recipe.ts';

const dataset: Dataset = {
  root: '/data/cells',
  name: 'cells',
  format: 'voc',
  classes: ['cell'],
  splits: ['train'],
  splitSource: 'files',
  images: Array.from({ length: 40 }, (_, i) => ({
    imageId: `${i}.jpg`,
    file: `${i}.jpg`,
    width: 320,
    height: 320,
    split: 'train',
    groundTruth: [{ box: { x1: 0, y1: 0, x2: 8 + 3 * i, y2: 10 + 2 * i }, classIndex: 0, area: 80 }],
  })),
  problems: [],
  fingerprint: 'x',
};
const base = resolveRecipe(dataset, recipeSchema.parse({})) as Recipe;
const source = { recipe: base, dataset: { root: '/data/cells' } };
const { network } = base;
const branches = network.branches as Exclude<typeof network.branches, 'auto'>;
const changedTo = (changes: Partial<Recipe['network']>, width = base.input.width) =>
  followChanges(dataset, source, {
    ...base,
    input: { ...base.input, width },
    network: { ...network, ...changes },
  });

describe('changes of a recipe that names every value', () => {
  it('lead to nothing else where nothing depends on them', () => {
    expect(changedTo({ gaussian: true })).toEqual({ ...base, network: { ...network, gaussian: true } });
  });

  it('keep the anchors of the branches that a cut leaves', () => {
    expect(changedTo({ strides: [32, 8] }).network.branches).toEqual([branches[0], branches[2]]);
  });

  it('keep the anchors of the old branches when one is added, and cluster those of the new', () => {
    const [added, ...others] = changedTo({ strides: [8, 16, 32, 64] }).network.branches as typeof branches;
    expect(others).toEqual(branches);
    expect(added).toMatchObject({ stride: 64 });
    expect(added!.anchors).toHaveLength(network.anchorsPerBranch);
  });

  it('cluster all anchors where another number of them is wanted', () => {
    expect(changedTo({ anchorsPerBranch: 2 }).network.branches).toBe('auto');
  });

  it("leave a person's own branches alone", () => {
    const own = [{ stride: 16 as const, anchors: [[9, 9] as [number, number]] }];
    expect(changedTo({ branches: own, anchorsPerBranch: 2 }).network.branches).toEqual(own);
  });

  it('scale the anchors with the input', () => {
    const wider = changedTo({}, 640);
    expect(wider.input.height).toBe('auto');
    const [[width]] = (wider.network.branches as typeof branches)[0]!.anchors as [[number, number]];
    expect(width).toBeCloseTo(2 * branches[0]!.anchors[0]![0], 1);
  });
});

it('finds the splits of another dataset anew, but for those that a person named', () => {
  expect(followChanges(dataset, source, base)).toEqual(base);
  const other = { ...dataset, root: '/data/others' };
  expect(followChanges(other, source, base).data).toMatchObject({ train: 'auto', hardNegativeRepeats: 3 });
  const named = { ...base, data: { ...base.data, train: ['train', 'more'] } };
  expect(followChanges(other, source, named).data).toMatchObject({ train: ['train', 'more'], test: 'auto' });
});
