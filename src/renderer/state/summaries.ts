// Summaries of datasets, asked for once each.
import type { DatasetSummary } from '../../contract/dataset.ts';
import type { Client } from '../client.ts';
import { PromiseCache } from './promise-cache.ts';

const KEPT = 8;

export class Summaries {
  readonly #client: Client;
  readonly #answers = new PromiseCache<DatasetSummary>(KEPT);

  constructor(client: Client) {
    this.#client = client;
  }

  /** Opened datasets do not change, so an answer holds until it is forgotten. */
  of(datasetId: string): Promise<DatasetSummary> {
    return this.#answers.get(datasetId, () => this.#client.query('dataset.summary', { datasetId }));
  }

  forget(): void {
    this.#answers.clear();
  }
}
