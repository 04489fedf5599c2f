// All runs, newest first, as the server publishes them.
import type { RunRecord } from '../../contract/run.ts';
import type { Client } from '../client.ts';

export class Runs {
  list = $state.raw<readonly RunRecord[]>([]);
  /** False until the server has sent the list. */
  known = $state(false);
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
    client.subscribe('runs.list', undefined, (list) => {
      this.list = list;
      this.known = true;
    });
  }

  find(runId: string | undefined): RunRecord | null {
    return this.list.find((run) => run.runId === runId) ?? null;
  }

  /** Runs of the dataset in a folder, newest first. */
  ofDataset(root: string | undefined): readonly RunRecord[] {
    return this.list.filter((run) => run.dataset.root === root);
  }

  async stop(runId: string): Promise<void> {
    await this.#client.mutate('training.stop', { runId });
  }

  async resume(runId: string): Promise<RunRecord> {
    return this.#client.mutate('training.resume', { runId });
  }

  async remove(runId: string): Promise<void> {
    await this.#client.mutate('runs.delete', { runId });
  }

  async evaluate(runId: string, split: string): Promise<void> {
    await this.#client.mutate('evaluation.start', { runId, split });
  }
}
