// The recipe of a training that starts from a run: that run's, with changes, and what follows from them.
import type { Dataset } from '../../contract/dataset.ts';
import { recipeSchema, type Recipe } from '../../contract/recipe.ts';
import type { RunRecord } from '../../contract/run.ts';
import { fromBranchRecipes, toBranchRecipes } from './branch-recipes.ts';
import { resolveRecipe } from './resolve-recipe.ts';

/** The run that a recipe is of. */
export interface RecipeSource {
  readonly recipe: Recipe;
  readonly dataset: Pick<RunRecord['dataset'], 'root'>;
}

/**
 * What follows from changes of a run's recipe where it names every value, unless the changes name it too: other strides keep the
 * anchors of the branches that stay and cluster those of new ones; another number of anchors clusters all; another input width
 * brings its height and scales the anchors; on another dataset than the run's own, splits are found anew.
 */
export function followChanges(dataset: Dataset, source: RecipeSource, changed: Recipe): Recipe {
  const { recipe: base } = source;
  let { network, input } = changed;
  if (input.width !== base.input.width && input.height === base.input.height)
    input = { ...input, height: 'auto' };
  if (same(network.branches, base.network.branches)) {
    const branches =
      network.anchorsPerBranch === base.network.anchorsPerBranch ? network.branches : ('auto' as const);
    network = { ...network, branches: scaled(branches, input.width / base.input.width) };
  }
  const data = source.dataset.root === dataset.root ? changed.data : withoutSplits(base.data, changed.data);
  const recipe = { ...changed, data, input, network };
  return same(network.strides, base.network.strides) ? recipe : withStrides(dataset, recipe);
}

/** Splits that a person did not name are found anew. */
function withoutSplits(base: Recipe['data'], changed: Recipe['data']): Recipe['data'] {
  const usual = recipeSchema.parse({}).data;
  return {
    ...changed,
    train: same(changed.train, base.train) ? usual.train : changed.train,
    validation: changed.validation === base.validation ? usual.validation : changed.validation,
    test: changed.test === base.test ? usual.test : changed.test,
  };
}

/** The recipe with branches at its strides: with the anchors that they have, else with those that clustering gives them. */
function withStrides(dataset: Dataset, recipe: Recipe): Recipe {
  const { branches, strides } = recipe.network;
  if (branches === 'auto' || strides === 'auto') return recipe;
  const known = new Map(branches.map((branch) => [branch.stride, branch]));
  if (known.size === new Set(strides).size && strides.every((stride) => known.has(stride))) return recipe;
  const clustered = strides.every((stride) => known.has(stride))
    ? []
    : resolveRecipe(dataset, { ...recipe, network: { ...recipe.network, branches: 'auto' } }).network
        .branches;
  const wanted = [...new Set(strides)].sort((a, b) => b - a);
  return {
    ...recipe,
    network: {
      ...recipe.network,
      branches: wanted.map(
        (stride) => known.get(stride) ?? clustered.find((branch) => branch.stride === stride)!,
      ),
    },
  };
}

function scaled(branches: Recipe['network']['branches'], factor: number): Recipe['network']['branches'] {
  if (branches === 'auto' || factor === 1) return branches;
  const scale = (length: number) => length * factor;
  return toBranchRecipes(
    fromBranchRecipes(branches).map(({ stride, anchors }) => ({
      stride,
      anchors: anchors.map(({ width, height }) => ({ width: scale(width), height: scale(height) })),
    })),
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
