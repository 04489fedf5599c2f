// How bright the images of the split under inspection are, in bands: asked for once, whatever the settings do.
import { bandImages, type BrightnessBands } from '../../core/analysis/brightness.ts';
import type { Client } from '../client.ts';
import { unpackNumbers } from './candidate-columns.ts';
import { Resource } from './resource.svelte.ts';

export class ImageBrightness {
  readonly #client: Client;
  readonly #answer = new Resource<BrightnessBands>();
  #asked: string | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Of the evaluated images, in their order; null until it is known. */
  readonly bands = $derived.by(() => this.#answer.value);
  readonly error = $derived.by(() => this.#answer.error);

  /** Asks for a split's; what is known already, or under way, is not asked for again. Never rejects. */
  async show(runId: string, split: string): Promise<void> {
    const wanted = JSON.stringify([runId, split]);
    if (wanted === this.#asked) return;
    this.forget();
    this.#asked = wanted;
    await this.#answer.load(async () => {
      const means = await this.#client.query('evaluation.brightness', { runId, split });
      return bandImages(new Float32Array(unpackNumbers(means)));
    });
  }

  /** After a new evaluation, or where its dataset is elsewhere, nothing of the old one may stay. */
  forget(): void {
    this.#asked = null;
    this.#answer.clear();
  }
}
