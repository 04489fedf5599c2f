// Starts a training with a recipe, and goes to where it is watched.
import type { RunRecord } from '../../contract/run.ts';
import type { Client } from '../client.ts';
import type { PageLocation } from './location.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { RecipeDraft } from './recipe-draft.svelte.ts';
import type { Runs } from './runs.svelte.ts';

export class TrainingStart {
  busy = $state(false);
  readonly #client: Client;
  readonly #location: PageLocation;
  readonly #notices: Notices;
  readonly #runs: Runs;

  constructor(client: Client, location: PageLocation, notices: Notices, runs: Runs) {
    this.#client = client;
    this.#runs = runs;
    this.#location = location;
    this.#notices = notices;
  }

  /** The run whose weights a training may start from: its recipe was taken over, and it has weights. */
  originOf({ origin }: RecipeDraft): RunRecord | null {
    return this.#runs.list.find(({ runId, epochsDone }) => runId === origin?.runId && epochsDone > 0) ?? null;
  }

  /** Never rejects: what the server refuses is shown. */
  async start(draft: RecipeDraft): Promise<void> {
    const { datasetId, recipe, maxMinutes, fromWeights } = draft;
    if (recipe === null || this.busy) return;
    this.busy = true;
    const origin = this.originOf(draft);
    const from = origin !== null && fromWeights ? { from: origin.runId } : {};
    try {
      const { runId } = await this.#client.mutate('training.start', {
        datasetId,
        recipe,
        maxMinutes,
        ...from,
      });
      this.#location.go({ screen: 'train', view: 'live', run: runId });
    } catch (error) {
      this.#notices.failed(error);
    }
    this.busy = false;
  }
}
