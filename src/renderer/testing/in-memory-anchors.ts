// The calls about anchors of the in-memory client: the core's own mathematics; what needs places of objects is zero.
import type { ExactAnchors, ObjectSizes } from '../../contract/anchor-calls.ts';
import type { Api } from '../../contract/api.ts';
import type { Dataset } from '../../contract/dataset.ts';
import { recipeSchema, type BranchRecipe, type RecipeInput } from '../../contract/recipe.ts';
import { anchorWarnings } from '../../core/anchors/anchor-warnings.ts';
import { clusterAnchors } from '../../core/anchors/cluster-anchors.ts';
import { distributeAnchors } from '../../core/anchors/distribute-anchors.ts';
import { DEFAULT_RECALL_RATIO, measureFit } from '../../core/anchors/measure-fit.ts';
import { binSizes, countDistinctSizes, sizeTable } from '../../core/anchors/size-table.ts';
import { suggestCount } from '../../core/anchors/suggest-count.ts';
import { trainedSizes } from '../../core/anchors/trained-sizes.ts';
import { fieldOf, inputOf, trainingSizes } from './in-memory-training.ts';

type AnchorPath = Extract<keyof Api, `anchors.${string}`>;

export function memoryAnchors(find: (datasetId: string) => Dataset): Pick<Api, AnchorPath> {
  const objects = (datasetId: string, recipe: RecipeInput) => {
    const parsed = recipeSchema.parse(recipe);
    return { recipe: parsed, input: inputOf(parsed), sizes: trainingSizes(find(datasetId), parsed) };
  };
  return {
    'anchors.sizes': ({ datasetId, recipe }): ObjectSizes => {
      const { input, sizes } = objects(datasetId, recipe);
      const { width, height, weight } = binSizes(sizeTable(sizes));
      return {
        input,
        bins: { width: pack(width), height: pack(height), weight: pack(weight) },
        objects: sizes.length,
        distinctSizes: countDistinctSizes(sizeTable(sizes)),
      };
    },
    'anchors.judge': ({ datasetId, recipe: asked }): ExactAnchors => {
      const { recipe, input, sizes } = objects(datasetId, asked);
      const heads = (recipe.network.branches as BranchRecipe[]).map(({ stride, anchors }) => ({
        stride,
        receptiveField: fieldOf(stride),
        anchors: anchors.map(([width, height]) => ({ width, height })),
      }));
      const table = trainedSizes(sizeTable(sizes), { scale: recipe.augmentation.scale, input });
      const fit = measureFit(table, heads, { rule: recipe.loss });
      const distinctSizes = countDistinctSizes(sizeTable(sizes));
      const warnings = anchorWarnings({ fit, input, distinctSizes, recallRatio: DEFAULT_RECALL_RATIO });
      return { fit, warnings, collisions: 0, lost: 0 };
    },
    'anchors.cluster': ({ datasetId, recipe: asked, count, method, metric, held = [] }) => {
      const { recipe, sizes } = objects(datasetId, asked);
      const kept = held.flatMap(({ anchors }) => anchors.map(([width, height]) => ({ width, height })));
      const options = { count: count - kept.length, seed: recipe.seed, method, metric, held: kept };
      const strides = (recipe.network.branches as BranchRecipe[]).map(({ stride }) => stride);
      return distributeAnchors(clusterAnchors(sizes, options), strides).map(({ stride, anchors }) => ({
        stride: stride as BranchRecipe['stride'],
        anchors: [
          ...(held.find((branch) => branch.stride === stride)?.anchors ?? []),
          ...anchors.map(({ width, height }): [number, number] => [Math.round(width), Math.round(height)]),
        ],
      }));
    },
    'anchors.suggest': ({ datasetId, recipe: asked, metric }) => {
      const { recipe, sizes } = objects(datasetId, asked);
      return suggestCount(binSizes(sizeTable(sizes)), { seed: recipe.seed, metric });
    },
  };
}

const pack = ({ buffer }: Float64Array): string =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''));
