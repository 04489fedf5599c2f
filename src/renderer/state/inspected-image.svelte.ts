// The image under inspection: its candidates, recomputed in the page at every change of the settings, and the picked box.
import type { EvaluationImage } from '../../contract/evaluation-calls.ts';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import type { Client } from '../client.ts';
import { toCandidateTable, type ScoredCandidates } from './candidate-columns.ts';
import { judgeCandidates, type ImageOutcomes } from './judge-candidates.ts';
import { PromiseCache } from './promise-cache.ts';
import { Resource } from './resource.svelte.ts';
import type { SplitEvaluation } from './split-evaluation.svelte.ts';

/** What an image is judged by: the settings and marks of the evaluation that it belongs to. */
type ImageJudge = Pick<SplitEvaluation, 'settings' | 'marks'>;

/** What is picked: a candidate by its row, or a ground truth by its index. */
export type Picked =
  | { readonly kind: 'candidate'; readonly row: number }
  | { readonly kind: 'groundTruth'; readonly index: number };

/** Images kept, so that going back is immediate. */
const KEPT = 24;

export class InspectedImage {
  imageId = $state<string | null>(null);
  readonly source = new Resource<EvaluationImage>();
  picked = $state.raw<Picked | null>(null);

  readonly #table = $derived.by<CandidateTable | null>(() => {
    const image = this.source.value;
    return image === null ? null : toCandidateTable(image.record.imageId, image.candidates);
  });
  readonly candidates = $derived.by<ScoredCandidates | null>(() => {
    const table = this.#table;
    const { settings } = this.#judge;
    return table === null ? null : { table, scores: candidateScores(table, settings ?? {}) };
  });
  readonly outcomes: ImageOutcomes | null = $derived.by(() => {
    const image = this.source.value;
    const { settings } = this.#judge;
    if (image === null || this.candidates === null || settings === null) return null;
    return judgeCandidates(this.candidates, image, settings, this.#judge.marks);
  });
  /** Rows of the false positives, the surest first. */
  readonly falsePositives = $derived(
    (this.outcomes?.detections ?? []).filter(({ outcome }) => outcome === 'fp').map(({ row }) => row),
  );

  readonly #client: Client;
  readonly #judge: ImageJudge;
  readonly #images = new PromiseCache<EvaluationImage>(KEPT);
  #arrival = Promise.resolve();
  /** What to pick when the image is here. */
  #pickOnArrival: 'first' | 'last' | Picked | null = null;

  constructor(client: Client, judge: ImageJudge) {
    this.#client = client;
    this.#judge = judge;
  }

  /** Shows an image of a run's split; null shows none. Resolves when it is here, or cannot be had. */
  show(runId: string, split: string, imageId: string | null): Promise<void> {
    const isHere = this.source.value?.record.imageId === imageId;
    if (imageId === this.imageId && isHere) {
      this.#arrive();
      return this.#arrival;
    }
    if (imageId === this.imageId && this.source.pending) return this.#arrival;
    this.imageId = imageId;
    this.picked = null;
    if (imageId === null) this.source.clear();
    this.#arrival = imageId === null ? Promise.resolve() : this.#load(runId, split, imageId);
    return this.#arrival;
  }

  async #load(runId: string, split: string, imageId: string): Promise<void> {
    await this.source.load(() => this.#fetch(runId, split, imageId));
    if (this.imageId === imageId) this.#arrive();
  }

  /** Fetches an image that will probably be shown next. */
  prefetch(runId: string, split: string, imageId: string): void {
    this.#fetch(runId, split, imageId).catch(() => undefined);
  }

  /** After a new evaluation nothing of the old one may stay. */
  forget(): void {
    this.#images.clear();
    this.imageId = null;
    this.picked = null;
    this.source.clear();
  }

  /** Picks the next or previous false positive of this image. @returns false where there is none any more. */
  pickFalsePositive(direction: 1 | -1): boolean {
    const { picked, falsePositives } = this;
    const at = picked?.kind === 'candidate' ? falsePositives.indexOf(picked.row) : -1;
    if (at < 0) return this.#pickAt(direction === 1 ? 0 : falsePositives.length - 1);
    return this.#pickAt(at + direction);
  }

  /** Says what to pick in the image that is shown next: its first or last false positive, or one of its boxes. */
  pickOnArrival(which: 'first' | 'last' | Picked): void {
    this.#pickOnArrival = which;
  }

  #arrive(): void {
    const which = this.#pickOnArrival;
    if (which === null) return;
    this.#pickOnArrival = null;
    if (typeof which === 'object') this.picked = which;
    else this.#pickAt(which === 'first' ? 0 : this.falsePositives.length - 1);
  }

  #pickAt(position: number): boolean {
    const row = this.falsePositives[position];
    if (row !== undefined) this.picked = { kind: 'candidate', row };
    return row !== undefined;
  }

  #fetch(runId: string, split: string, imageId: string): Promise<EvaluationImage> {
    return this.#images.get(`${runId} ${split} ${imageId}`, () =>
      this.#client.query('evaluation.image', { runId, split, imageId }),
    );
  }
}
