// New anchors by clustering: how, how many, for which branches, and what the number of anchors is worth.
import type { ClusterMethod } from '../../../core/anchors/cluster-anchors.ts';
import type { FitMetric } from '../../../core/anchors/shape-fit.ts';
import type { SuggestedCount } from '../../../core/anchors/suggest-count.ts';
import type { RecipePreview } from '../../../contract/api.ts';
import { plural } from '../../format/figures.ts';
import type { Client } from '../../client.ts';
import type { RecipeDraft } from '../recipe-draft.svelte.ts';
import { Resource } from '../resource.svelte.ts';
import type { Stride } from './anchor-edits.ts';
import type { AnchorEditor } from './anchor-editor.svelte.ts';
import type { BinnedObjects } from './binned-objects.svelte.ts';

/** Largest number that the server takes. */
const MOST_ANCHORS = 64;

/** Whose anchors are clustered. */
interface ClusteredRecipe {
  readonly draft: RecipeDraft;
  readonly editor: AnchorEditor;
  readonly objects: BinnedObjects;
  readonly recipe: RecipePreview['recipe'] | null;
}

export class Clustering {
  method = $state<ClusterMethod>('kmeans');
  metric = $state<FitMetric>('iou');
  distribution = $state<'size' | 'field' | Stride>('size');
  /** Null: as many as there are. */
  chosenCount = $state<number | null>(null);
  readonly suggestion = new Resource<SuggestedCount>();
  readonly #outcome = new Resource<true>();
  readonly #client: Client;
  readonly #lab: ClusteredRecipe;
  #suggested: string | null = null;

  constructor(client: Client, lab: ClusteredRecipe) {
    this.#client = client;
    this.#lab = lab;
  }

  readonly pending = $derived.by(() => this.#outcome.pending);
  readonly error = $derived.by(() => this.#outcome.error);
  readonly count = $derived.by(() => this.chosenCount ?? this.#lab.editor.anchors.length);
  readonly heldCount = $derived.by(() =>
    this.#lab.editor.held.reduce((total, { anchors }) => total + anchors.length, 0),
  );
  /** What is wrong with the number, in words; null where nothing is. */
  readonly countError = $derived.by<string | null>(() => {
    const { count, heldCount } = this;
    if (!Number.isInteger(count) || count < 1 || count > MOST_ANCHORS)
      return `A whole number from 1 to ${MOST_ANCHORS}.`;
    if (count < heldCount)
      return `${plural(heldCount, 'anchor is', 'anchors are')} locked: at least as many.`;
    const sizes = this.#lab.objects.answer.value;
    if (sizes === null) return null;
    if (sizes.objects === 0) return 'There is no object to cluster.';
    const { distinctSizes } = sizes;
    return count > distinctSizes
      ? `The objects have only ${plural(distinctSizes, 'different size')}: at most ${distinctSizes}.`
      : null;
  });

  /** The fit for each number of anchors; asked for once for each input and metric. Never rejects. */
  async suggest(): Promise<void> {
    const { recipe } = this.#lab;
    if (recipe === null) return;
    const { metric } = this;
    const wanted = JSON.stringify([metric, recipe.input, recipe.data.train, recipe.seed]);
    if (wanted === this.#suggested) return;
    this.#suggested = wanted;
    const { datasetId } = this.#lab.draft;
    await this.suggestion.load(() => this.#client.query('anchors.suggest', { datasetId, recipe, metric }));
    if (this.suggestion.error !== null) this.#suggested = null;
  }

  /**
   * Clusters, and takes what is found as one step of undo; what is locked stays. Never rejects.
   * @returns strides that got no anchor, and are gone
   */
  async run(): Promise<readonly Stride[]> {
    const { recipe, editor, draft } = this.#lab;
    if (recipe === null || this.countError !== null) return [];
    const before = recipe.network.branches.map(({ stride }) => stride);
    const { method, metric, distribution, count } = this;
    let gone: readonly Stride[] = [];
    await this.#outcome.load(async () => {
      const branches = await this.#client.query('anchors.cluster', {
        datasetId: draft.datasetId,
        recipe,
        method,
        metric,
        count,
        distribution,
        held: editor.held.map((branch) => ({ ...branch })),
      });
      editor.replace(branches, 'cluster');
      gone = before.filter((stride) => branches.every((branch) => branch.stride !== stride));
      return true as const;
    });
    this.chosenCount = null;
    return gone;
  }
}
