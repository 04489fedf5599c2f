// Keeps the overlay of one dataset up with its marks, behind the backs of those who make them.
import type { LeftOutMark, MarkList } from '../../contract/marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { UserError } from '../../core/user-error.ts';
import { askLabelThread } from '../../jobs/marks/ask-label-thread.ts';
import type { DatasetAbout } from '../../storage/datasets/packed-dataset.ts';
import { overlayDirectory, readOverlay } from '../../storage/marks/write-overlay.ts';

/** The marks to follow, and the length of their journal. */
export interface OverlayInput {
  readonly marks: readonly Mark[];
  readonly bytes: number;
}

type OverlayState = MarkList['overlay'];

export interface OverlayWriterOptions {
  /** Of the dataset's marks. */
  readonly folder: string;
  /** Ends the work. */
  readonly signal: AbortSignal;
  readonly onChange: () => void;
  readonly onBug: (error: unknown) => void;
}

export class OverlayWriter {
  readonly #options: OverlayWriterOptions;
  #state: OverlayState;
  /** What was written last, or is to be: an overlay that failed is tried again with the next change. */
  #latest = '';
  #next: (() => Promise<void>) | null = null;
  #isWriting = false;

  constructor(options: OverlayWriterOptions) {
    this.#options = options;
    const directory = overlayDirectory(options.folder);
    this.#state = { directory, state: 'current', message: null, leftOut: [] };
  }

  get state(): OverlayState {
    return this.#state;
  }

  /** Sees to it that the overlay follows these marks. While one is written the others wait, and only the last is written. */
  follow(dataset: DatasetAbout, input: OverlayInput): void {
    const key = `${dataset.fingerprint} ${input.bytes}`;
    if (key === this.#latest || (this.#latest === '' && input.bytes === 0)) return; // Without a mark there is no overlay.
    this.#latest = key;
    this.#state = { ...this.#state, state: 'writing', message: null };
    this.#next = () => this.#write(dataset, input);
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    for (let next = this.#next; next; next = this.#next) {
      this.#next = null;
      await next();
    }
    this.#isWriting = false;
  }

  async #write(dataset: DatasetAbout, { marks, bytes }: OverlayInput): Promise<void> {
    const { folder, signal, onBug } = this.#options;
    const source = { bytes, fingerprint: dataset.fingerprint };
    try {
      const known = await readOverlay(folder, source);
      if (known) {
        this.#change('current', known);
        return;
      }
      const { root, name, format, classes, categoryIds } = dataset;
      const about = { root, name, format, classes, ...(categoryIds ? { categoryIds } : {}) };
      this.#change(
        'current',
        await askLabelThread('overlay', { dataset: about, marks, folder, source }, signal),
      );
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof UserError)) onBug(error);
      const message = error instanceof UserError ? error.message : 'Something went wrong inside Boxwright.';
      this.#change('failed', [], message);
    }
  }

  #change(
    state: OverlayState['state'],
    leftOut: readonly LeftOutMark[],
    message: string | null = null,
  ): void {
    this.#state = { ...this.#state, state, leftOut, message };
    this.#options.onChange();
  }
}
