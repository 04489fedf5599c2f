// The marks of every dataset: one list for all tabs, kept beside the dataset's runs, whoever writes it.
import type { MarkExport, MarkList } from '../../contract/marks.ts';
import type { Mark, NewMark } from '../../core/marks/mark.ts';
import { nextSteps, type MarkOperation } from '../../core/marks/mark-history.ts';
import { UserError } from '../../core/user-error.ts';
import { askLabelThread } from '../../jobs/marks/ask-label-thread.ts';
import { datasetIdOf } from '../../storage/datasets/dataset-id.ts';
import type { DatasetAbout } from '../../storage/datasets/packed-dataset.ts';
import { MarkJournal, marksFolder, type StoredMarks } from '../../storage/marks/mark-journal.ts';
import { datasetFolder } from '../../storage/runs/dataset-folder.ts';
import { ChangeFeed } from './change-feed.ts';
import { createMarks } from './new-marks.ts';
import { OverlayWriter } from './overlay-writer.ts';
import type { ReadyDataset } from './ready-dataset.ts';

/** How often journals are looked at while somebody follows; changes of this server are noticed at once. */
const POLL_MS = 2000;

interface Entry {
  readonly journal: MarkJournal;
  readonly feed: ChangeFeed;
  readonly overlay: OverlayWriter;
  /** Length of the journal that followers were told of. */
  toldBytes: number;
}

export class MarkLists {
  readonly #runsDirectory: string;
  readonly #onBug: (error: unknown) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #stop = new AbortController();

  constructor(runsDirectory: string, onBug: (error: unknown) => void) {
    this.#runsDirectory = runsDirectory;
    this.#onBug = onBug;
  }

  /** The whole list at once and at each change. */
  async *follow({ about }: ReadyDataset, signal: AbortSignal): AsyncGenerator<MarkList, void> {
    const entry = this.#entry(about);
    const timer = setInterval(() => void this.#look(entry).catch(this.#onBug), POLL_MS);
    try {
      yield* entry.feed.follow(async () => this.#list(about, entry, await entry.journal.read()), signal);
    } finally {
      clearInterval(timer);
    }
  }

  /** Adds marks in one step. @returns those that are new. @throws UserError as `createMarks` */
  async add(dataset: ReadyDataset, wanted: readonly NewMark[]): Promise<readonly Mark[]> {
    const { history } = await this.#entry(dataset.about).journal.read();
    const marks = createMarks(dataset, history.marks, wanted);
    if (marks.length > 0) await this.#append(dataset.about, { op: 'add', marks });
    return marks;
  }

  /** Removes marks in one step. @throws UserError when not one of them is there */
  async remove({ about }: ReadyDataset, markIds: readonly string[]): Promise<void> {
    const { history } = await this.#entry(about).journal.read();
    if (!history.marks.some(({ markId }) => markIds.includes(markId)))
      throw new UserError({
        code: 'mark-unknown',
        message: `${about.name} has none of these marks.`,
        hint: 'They may have been removed in another tab.',
      });
    await this.#append(about, { op: 'remove', markIds });
  }

  /** One step back or forth; nothing where there is none, for another tab may have been quicker. */
  async step({ about }: ReadyDataset, op: 'undo' | 'redo'): Promise<void> {
    const { history } = await this.#entry(about).journal.read();
    if (nextSteps(history)[op] !== null) await this.#append(about, { op });
  }

  /** Marks as a change to the labels. @throws UserError where no mark changes any */
  async export({ about }: ReadyDataset): Promise<MarkExport> {
    const { history } = await this.#entry(about).journal.read();
    return askLabelThread('export', { dataset: about, marks: history.marks }, this.#stop.signal);
  }

  /** Ends all work; an overlay that was not finished is written when its list is asked for again. */
  stop(): void {
    this.#stop.abort();
  }

  #entry({ root, name }: DatasetAbout): Entry {
    const datasetId = datasetIdOf(root);
    const known = this.#entries.get(datasetId);
    if (known) return known;
    const folder = marksFolder(datasetFolder(this.#runsDirectory, name), root);
    const feed = new ChangeFeed();
    const overlay = new OverlayWriter({
      folder,
      signal: this.#stop.signal,
      onChange: () => feed.notify(),
      onBug: this.#onBug,
    });
    const entry = { journal: new MarkJournal(folder), feed, overlay, toldBytes: 0 };
    this.#entries.set(datasetId, entry);
    return entry;
  }

  #list(about: DatasetAbout, entry: Entry, { history, bytes }: StoredMarks): MarkList {
    entry.toldBytes = bytes;
    entry.overlay.follow(about, { marks: history.marks, bytes });
    return {
      datasetId: datasetIdOf(about.root),
      marks: history.marks,
      ...nextSteps(history),
      overlay: entry.overlay.state,
    };
  }

  async #append(about: DatasetAbout, operation: MarkOperation): Promise<void> {
    const entry = this.#entry(about);
    const { name, root, fingerprint } = about;
    const { history, bytes } = await entry.journal.append(operation, { name, root, fingerprint });
    entry.overlay.follow(about, { marks: history.marks, bytes });
    entry.feed.notify();
  }

  /** Another program may have written. */
  async #look(entry: Entry): Promise<void> {
    const { bytes } = await entry.journal.read();
    if (bytes !== entry.toldBytes) entry.feed.notify();
  }
}
