// What each branch and anchor contributes, measured when a person asks for it.
import type { PartPrecision } from '../../../../contract/evaluation-calls.ts';
import type { Client } from '../../../client.ts';
import { reportSettings } from '../../../state/report-settings.ts';
import type { SplitEvaluation } from '../../../state/split-evaluation.svelte.ts';

export class PartPrecisions {
  value = $state.raw<readonly PartPrecision[] | null>(null);
  pending = $state(false);
  #measuredAt = $state<string | null>(null);
  readonly #client: Client;
  readonly #evaluation: SplitEvaluation;

  constructor(client: Client, evaluation: SplitEvaluation) {
    this.#client = client;
    this.#evaluation = evaluation;
  }

  /** AP50 knows no score threshold and is taken at one match IoU; of what is muted, only classes count. */
  readonly #now = $derived.by(() => {
    const { runId, split, settings, marks } = this.#evaluation;
    if (settings === null) return null;
    const { muted, ...at } = reportSettings(settings, { ...settings, scoreThreshold: 0 });
    const counted = { ...at, matchIouThreshold: 0, classes: muted?.classes };
    return JSON.stringify([runId, split, counted, marks.map(({ markId }) => markId)]);
  });
  /** Whether `value` is of the settings that are chosen. */
  readonly isFresh = $derived(this.value !== null && this.#measuredAt === this.#now);

  /** Rejects with what went wrong. */
  async load(): Promise<void> {
    const { runId, split, settings, marks } = this.#evaluation;
    const now = this.#now;
    if (runId === null || split === null || settings === null || this.pending) return;
    this.pending = true;
    try {
      const at = { runId, split, settings, withMarks: marks.length > 0 };
      this.value = await this.#client.query('evaluation.parts', at);
      this.#measuredAt = now;
    } finally {
      this.pending = false;
    }
  }
}
