// The marks of the dataset that is looked at, shared by all tabs, with undo.
import type { MarkList } from '../../contract/marks.ts';
import { marksByImage } from '../../core/marks/apply-marks.ts';
import type { Mark, NewMark } from '../../core/marks/mark.ts';
import type { Client } from '../client.ts';

/** Something that was done to marks. */
export interface MarkChange {
  /** Undoes this change, whatever was done since. @throws UserError as the server does */
  readonly takeBack: () => Promise<void>;
  /** Whether steps were taken back or made again since, so that it may no longer stand. Reads state. */
  readonly isVoid: () => boolean;
}

export class Marks {
  value = $state.raw<MarkList | null>(null);
  readonly list = $derived<readonly Mark[]>(this.value?.marks ?? []);
  readonly #byImage = $derived(marksByImage(this.list));
  readonly #client: Client;
  #datasetId: string | null = null;
  /** How often steps were taken back or made again here. */
  #steps = $state(0);
  #unsubscribe: () => void = () => undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Follows the marks of a dataset; of another one than before nothing stays. */
  follow(datasetId: string): void {
    if (datasetId === this.#datasetId) return;
    this.#unsubscribe();
    this.#datasetId = datasetId;
    this.value = null;
    this.#unsubscribe = this.#client.subscribe('marks.list', { datasetId }, (value) => {
      if (datasetId === this.#datasetId) this.value = value;
    });
  }

  ofImage(imageId: string): readonly Mark[] {
    return this.#byImage.get(imageId) ?? [];
  }

  /** Adds marks in one step that can be undone; those that were made before are left out. @throws UserError as the server does */
  async add(marks: readonly NewMark[]): Promise<MarkChange> {
    const datasetId = this.#dataset();
    const made = await this.#client.mutate('marks.add', { datasetId, marks: [...marks] });
    return this.#change(() => this.#remove(datasetId, made));
  }

  async remove(marks: readonly Mark[]): Promise<MarkChange> {
    const datasetId = this.#dataset();
    await this.#remove(datasetId, marks);
    return this.#change(async () => {
      await this.#client.mutate('marks.add', { datasetId, marks: [...marks] });
    });
  }

  /** Takes the last step back, or makes it again; nothing where there is none. */
  async step(way: 'undo' | 'redo'): Promise<void> {
    if (this.value === null || this.value[way] === null) return;
    this.#steps++;
    await this.#client.mutate(`marks.${way}`, { datasetId: this.#dataset() });
  }

  async #remove(datasetId: string, marks: readonly Mark[]): Promise<void> {
    if (marks.length === 0) return;
    await this.#client.mutate('marks.remove', { datasetId, markIds: marks.map(({ markId }) => markId) });
  }

  #change(takeBack: () => Promise<void>): MarkChange {
    const madeAfter = this.#steps;
    return { takeBack, isVoid: () => this.#steps !== madeAfter };
  }

  #dataset(): string {
    if (this.#datasetId === null) throw new Error('Marks were changed before a dataset was followed');
    return this.#datasetId;
  }
}
