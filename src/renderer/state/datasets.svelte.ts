// The datasets that the server has open: the list that every tab shares.
import type { OpenedDataset } from '../../contract/api.ts';
import type { Client } from '../client.ts';

export class Datasets {
  list = $state.raw<readonly OpenedDataset[]>([]);
  /** False until the server has said what is open. */
  known = $state(false);
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
    client.subscribe('dataset.opened', undefined, (list) => {
      this.list = list;
      this.known = true;
    });
  }

  find(datasetId: string | undefined): OpenedDataset | null {
    return this.list.find((dataset) => dataset.datasetId === datasetId) ?? null;
  }

  /** @throws UserError where there is no dataset in that folder. */
  async open(root: string): Promise<OpenedDataset> {
    return this.#remember(await this.#client.mutate('dataset.open', { root }));
  }

  async openSample(): Promise<OpenedDataset> {
    return this.#remember(await this.#client.mutate('dataset.openSample', undefined));
  }

  async close(datasetId: string): Promise<void> {
    await this.#client.mutate('dataset.close', { datasetId });
  }

  /** The answer may be here before the list is. */
  #remember(dataset: OpenedDataset): OpenedDataset {
    if (this.find(dataset.datasetId) === null) this.list = [...this.list, dataset];
    return dataset;
  }
}
