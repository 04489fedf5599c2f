// The exact figures of anchors, which take the server a moment: asked for when a hand lets go, dropped when they come too late.
import type { RecipePreview } from '../../../contract/api.ts';
import type { ExactAnchors } from '../../../contract/anchor-calls.ts';
import type { Client } from '../../client.ts';
import { latestCall } from '../latest-call.ts';
import { Resource } from '../resource.svelte.ts';

type Resolved = RecipePreview['recipe'];

/** What the exact figures depend on. */
export const exactKey = ({ data, input, network, loss, augmentation }: Resolved): string =>
  JSON.stringify([
    data.train,
    [input.width, input.height],
    network,
    [loss.assignment, loss.ratioThreshold],
    augmentation.scale,
  ]);

export class ExactAnswer {
  readonly #client: Client;
  readonly #datasetId: string;
  readonly #answer = new Resource<{ readonly key: string; readonly exact: ExactAnchors }>();

  constructor(client: Client, datasetId: string) {
    this.#client = client;
    this.#datasetId = datasetId;
  }

  readonly pending = $derived.by(() => this.#answer.pending);
  readonly error = $derived.by(() => this.#answer.error);

  /** The figures of a recipe; null until they are there. */
  of(recipe: Resolved | null): ExactAnchors | null {
    const { value } = this.#answer;
    return recipe !== null && value?.key === exactKey(recipe) ? value.exact : null;
  }

  /** Asks for a recipe's, one question at a time and the newest next. Never rejects. */
  readonly ask = latestCall<Resolved>(async (recipe) => {
    const key = exactKey(recipe);
    if (this.#answer.value?.key === key) return;
    await this.#answer.load(async () => ({
      key,
      exact: await this.#client.query('anchors.judge', { datasetId: this.#datasetId, recipe }),
    }));
  });
}
