// One anchor lab per dataset, over the draft that the Train screen edits too.
import type { Client } from '../../client.ts';
import type { Drafts } from '../drafts.ts';
import { outlive } from '../outlive.svelte.ts';
import { AnchorLab } from './anchor-lab.svelte.ts';

export class AnchorLabs {
  readonly #client: Client;
  readonly #drafts: Drafts;
  readonly #byDataset = new Map<string, AnchorLab>();

  constructor(client: Client, drafts: Drafts) {
    this.#client = client;
    this.#drafts = drafts;
  }

  of(datasetId: string): AnchorLab {
    const known =
      this.#byDataset.get(datasetId) ??
      outlive(() => new AnchorLab(this.#client, this.#drafts.of(datasetId)));
    this.#byDataset.set(datasetId, known);
    return known;
  }
}
