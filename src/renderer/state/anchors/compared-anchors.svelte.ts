// The anchors that the present ones are compared with: as they were when the lab was opened, or those of a run.
import type { RecipePreview } from '../../../contract/api.ts';
import type { Client } from '../../client.ts';
import { Resource } from '../resource.svelte.ts';
import { scaleAnchors } from './anchor-edits.ts';

/** Anchors with what their network costs, for the present input size. */
export interface ComparedWith {
  /** Null: as they were when the lab was opened. */
  readonly runId: string | null;
  readonly preview: RecipePreview;
}

export class ComparedAnchors {
  readonly #client: Client;
  readonly #datasetId: string;
  readonly answer = new Resource<ComparedWith>();
  #opened = $state.raw<RecipePreview | null>(null);
  #asked: string | null = null;

  constructor(client: Client, datasetId: string) {
    this.#client = client;
    this.#datasetId = datasetId;
  }

  /** What the anchors are compared with; null until it is known. */
  readonly value = $derived.by<ComparedWith | null>(() =>
    this.#runId === null ? this.#opened && { runId: null, preview: this.#opened } : this.answer.value,
  );
  #runId = $state<string | null>(null);

  /** Takes the anchors as they are for those that were opened. */
  take(preview: RecipePreview): void {
    this.#opened = preview;
  }

  get isTaken(): boolean {
    return this.#opened !== null;
  }

  /** @param runId null: as they were opened. @param now the present recipe: its input and data hold for both. Never rejects */
  async show(runId: string | null, now: RecipePreview['recipe']): Promise<void> {
    const asked = JSON.stringify([runId, now.input, now.data, now.augmentation.scale]);
    if (asked === this.#asked) return;
    if (runId !== this.#runId) this.answer.clear();
    [this.#runId, this.#asked] = [runId, asked];
    if (runId === null) return;
    await this.answer.load(async () => {
      const { recipe } = await this.#client.query('runs.get', { runId });
      if (recipe === null || recipe.network.branches === 'auto')
        throw new Error(`Run ${runId} has no anchors`);
      const branches = scaleAnchors(recipe.network.branches, now.input.width / recipe.input.width);
      const preview = await this.#client.query('training.preview', {
        datasetId: this.#datasetId,
        recipe: { ...now, network: { ...recipe.network, branches } },
      });
      return { runId, preview };
    });
  }
}
