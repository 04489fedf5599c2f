// The sizes of a dataset's training objects in bins: asked for once for each input size, so that figures follow a dragged anchor.
import type { RecipePreview } from '../../../contract/api.ts';
import type { ObjectSizes } from '../../../contract/anchor-calls.ts';
import type { SizeTable } from '../../../core/anchors/size-table.ts';
import type { Client } from '../../client.ts';
import { unpackNumbers } from '../candidate-columns.ts';
import { Resource } from '../resource.svelte.ts';

export interface BinnedSizes extends Omit<ObjectSizes, 'bins'> {
  /** Without augmentation, px at input. */
  readonly table: SizeTable;
}

export class BinnedObjects {
  readonly answer = new Resource<BinnedSizes>();
  readonly #client: Client;
  readonly #datasetId: string;
  #asked: string | null = null;

  constructor(client: Client, datasetId: string) {
    this.#client = client;
    this.#datasetId = datasetId;
  }

  /** Asks for the sizes at a recipe's input; what is known already, or under way, is not asked for again. Never rejects. */
  async show(recipe: RecipePreview['recipe']): Promise<void> {
    const { train } = recipe.data;
    const { width, height } = recipe.input;
    const wanted = JSON.stringify([train, width, height]);
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    await this.answer.load(async () => {
      const { bins, ...rest } = await this.#client.query('anchors.sizes', {
        datasetId: this.#datasetId,
        recipe,
      });
      const numbers = (packed: string) => new Float64Array(unpackNumbers(packed));
      const weight = numbers(bins.weight);
      const table = {
        length: weight.length,
        width: numbers(bins.width),
        height: numbers(bins.height),
        weight,
      };
      return { ...rest, table };
    });
    if (this.answer.error !== null) this.#asked = null;
  }
}
