// All runs, newest first, as the server publishes them.
import type { RunRecord } from '../../contract/run.ts';
import type { ImportedPredictions, RelocatedRuns } from '../../contract/api.ts';
import type { Client, Input } from '../client.ts';

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

  async importPredictions(input: Input<'runs.import'>): Promise<ImportedPredictions> {
    return this.#client.mutate('runs.import', input);
  }

  /** Says where the dataset of a run is now. */
  async relocate(input: Input<'runs.relocate'>): Promise<RelocatedRuns> {
    return this.#client.mutate('runs.relocate', input);
  }

  async evaluate(runId: string, split: string): Promise<void> {
    await this.#client.mutate('evaluation.start', { runId, split });
  }
}
