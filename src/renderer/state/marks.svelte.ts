// The marks of the dataset that is looked at, shared by all tabs, with undo.
import type { MarkList } from '../../contract/marks.ts';
import { marksByImage } from '../../core/marks/apply-marks.ts';
import type { Mark, NewMark } from '../../core/marks/mark.ts';
import type { Client } from '../client.ts';

export class Marks {
  value = $state.raw<MarkList | null>(null);
  readonly list = $derived<readonly Mark[]>(this.value?.marks ?? []);
  readonly #byImage = $derived(marksByImage(this.list));
  readonly #client: Client;
  #datasetId: string | null = null;
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

  /** Adds marks in one step that can be undone. @throws UserError as the server does */
  async add(marks: readonly NewMark[]): Promise<void> {
    await this.#client.mutate('marks.add', { datasetId: this.#dataset(), marks: [...marks] });
  }

  async remove(marks: readonly Mark[]): Promise<void> {
    const markIds = marks.map(({ markId }) => markId);
    await this.#client.mutate('marks.remove', { datasetId: this.#dataset(), markIds });
  }

  /** Takes the last step back, or makes it again; nothing where there is none. */
  async step(way: 'undo' | 'redo'): Promise<void> {
    if (this.value === null || this.value[way] === null) return;
    await this.#client.mutate(`marks.${way}`, { datasetId: this.#dataset() });
  }

  #dataset(): string {
    if (this.#datasetId === null) throw new Error('Marks were changed before a dataset was followed');
    return this.#datasetId;
  }
}
