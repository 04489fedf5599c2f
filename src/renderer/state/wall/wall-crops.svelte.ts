// What the crops of the wall look like, as the inspector process works it out: batch by batch, while somebody looks.
import type { UserErrorDetails } from '../../../core/user-error.ts';
import type { Client } from '../../client.ts';
import type { JudgedSplitValue } from '../judged-split.svelte.ts';
import { describeError } from '../resource.svelte.ts';
import { CropTable } from './crop-table.ts';

/** Least time between two changes that are shown: tiles must not jump about with every batch. */
const SHOWN_MS = 1000;

export class WallCrops {
  /** Grows when newly known crops are to be looked at. */
  version = $state(0);
  /** Share of the boxes that have been gone through, in [0, 1]. */
  progress = $state(0);
  error = $state.raw<UserErrorDetails | null>(null);
  readonly #client: Client;
  #judged: JudgedSplitValue | null = null;
  #withHits = false;
  #table = new CropTable();
  #shownAt = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** What is known; another table after other boxes were followed. */
  get table(): CropTable {
    return this.#table;
  }

  /**
   * Follows the crops of a judged split until the returned function is called; what is known already is not asked for again.
   * @param withHits those of true positives too
   */
  follow(judged: JudgedSplitValue, withHits: boolean): () => void {
    const known = this.progress === 1 && judged === this.#judged;
    if (known && (this.#withHits || !withHits)) return () => undefined;
    const table = new CropTable();
    this.#judged = judged;
    this.#withHits = withHits;
    this.#table = table;
    this.#shownAt = 0;
    this.progress = 0;
    this.error = null;
    const { runId, split, settings, withMarks } = judged;
    return this.#client.subscribe(
      'evaluation.crops',
      { runId, split, settings, withMarks, withTruePositives: withHits },
      (batch) => {
        // Of boxes that have changed meanwhile, as by a mark, the next ones are on their way.
        if (table !== this.#table || batch.total !== judged.table.length) return;
        table.add(batch);
        this.#show(batch.total === 0 ? 1 : batch.done / batch.total);
      },
      (error) => (this.error = describeError(error)),
    );
  }

  #show(progress: number): void {
    this.progress = progress;
    const now = performance.now();
    if (progress < 1 && now - this.#shownAt < SHOWN_MS) return;
    this.#shownAt = now;
    this.version += 1;
  }
}
