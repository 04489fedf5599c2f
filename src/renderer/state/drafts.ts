// One recipe draft per dataset, kept while the page lives (and stored, so that a reload finds it).
import type { Client } from '../client.ts';
import { outlive } from './outlive.svelte.ts';
import { RecipeDraft } from './recipe-draft.svelte.ts';

export class Drafts {
  readonly #client: Client;
  readonly #byDataset = new Map<string, RecipeDraft>();

  constructor(client: Client) {
    this.#client = client;
  }

  of(datasetId: string): RecipeDraft {
    const known = this.#byDataset.get(datasetId) ?? outlive(() => new RecipeDraft(this.#client, datasetId));
    this.#byDataset.set(datasetId, known);
    return known;
  }
}
