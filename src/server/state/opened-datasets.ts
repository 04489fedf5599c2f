// The datasets that the server was asked to open: one list for all tabs, kept over restarts.
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OpenedDataset } from '../../contract/api.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import { openInThread } from '../../jobs/datasets/open-in-thread.ts';
import { datasetIdOf } from '../../storage/datasets/dataset-id.ts';
import { absolutePath } from '../folders/absolute-path.ts';
import { ChangeFeed } from './change-feed.ts';
import type { OpenedRoots } from './opened-roots.ts';
import { ReadyDataset } from './ready-dataset.ts';

/** Least time between two notices of progress. */
const PROGRESS_MS = 100;

/** Makes the files of a dataset that the app provides itself; nothing for a person's own folder. */
type Prepare = (report: Report, signal: AbortSignal) => Promise<void>;
type Report = (progress: NonNullable<OpenedDataset['progress']>) => void;

interface Entry {
  status: OpenedDataset;
  readonly stop: AbortController;
  readonly ready: Promise<ReadyDataset>;
  /** Files of `status.first`, by imageId. */
  firstPaths: ReadonlyMap<string, string>;
}

export class OpenedDatasets {
  readonly #entries = new Map<string, Entry>();
  readonly #feed = new ChangeFeed();
  readonly #roots: OpenedRoots;
  readonly #onBug: (error: unknown) => void;

  constructor(roots: OpenedRoots, onBug: (error: unknown) => void) {
    this.#roots = roots;
    this.#onBug = onBug;
  }

  /** Opens what was open when the last server ended, and `extra`. */
  async restore(extra: readonly string[]): Promise<void> {
    for (const root of new Set([...(await this.#roots.read()), ...extra].map(absolutePath))) this.#open(root);
    if (extra.length > 0) await this.#remember();
  }

  list(): readonly OpenedDataset[] {
    return [...this.#entries.values()].map(({ status }) => status);
  }

  /** The whole list at once and at each change. */
  follow(signal: AbortSignal): AsyncGenerator<readonly OpenedDataset[], void> {
    return this.#feed.follow(() => this.list(), signal);
  }

  /**
   * Starts to open a folder and returns at once; how it went is in the list. One that failed is tried again.
   * @throws UserError when there is no such folder
   */
  async open(root: string, prepare?: Prepare): Promise<OpenedDataset> {
    const absolute = absolutePath(root);
    if (!prepare) await assertFolder(absolute);
    const status = this.#open(absolute, prepare);
    await this.#remember();
    return status;
  }

  /** Opens the folder of a run's dataset unless it is in the list; one that is gone shows up there as failed. */
  async ensureOpen(root: string): Promise<void> {
    if (this.#entries.has(datasetIdOf(root))) return;
    this.#open(absolutePath(root));
    await this.#remember();
  }

  /** Forgets a dataset, and stops its opening. */
  async close(datasetId: string): Promise<void> {
    this.#entries.get(datasetId)?.stop.abort();
    if (!this.#entries.delete(datasetId)) return;
    this.#feed.notify();
    await this.#remember();
  }

  /** Waits for a dataset that is being opened. @throws UserError when it is not open, or could not be opened */
  async ready(datasetId: string): Promise<ReadyDataset> {
    const entry = this.#entries.get(datasetId);
    if (entry) return entry.ready;
    throw new UserError({
      code: 'dataset-not-open',
      message: `No dataset with the id ${datasetId} is open.`,
      hint: 'Open its folder first.',
    });
  }

  /** Absolute path of an image's file. @throws UserError as `ready`, and when the dataset has no such image */
  async imagePath(datasetId: string, imageId: string): Promise<string> {
    const first = this.#entries.get(datasetId)?.firstPaths.get(imageId);
    return first ?? (await this.ready(datasetId)).imagePath(imageId);
  }

  /** Stops all work; the list is kept for the next start. */
  stop(): void {
    for (const { stop } of this.#entries.values()) stop.abort();
  }

  #open(root: string, prepare?: Prepare): OpenedDataset {
    const datasetId = datasetIdOf(root);
    const known = this.#entries.get(datasetId);
    if (known && known.status.state !== 'failed') return known.status;
    const stop = new AbortController();
    const entry: Entry = {
      status: {
        datasetId,
        root,
        name: basename(root) || root,
        state: 'opening',
        progress: null,
        images: 0,
        first: [],
        error: null,
      },
      stop,
      firstPaths: new Map(),
      ready: this.#read(datasetId, root, stop.signal, prepare),
    };
    entry.ready.catch(() => undefined); // Told by the list, and to everybody who waits.
    this.#entries.set(datasetId, entry);
    this.#feed.notify();
    return entry.status;
  }

  async #read(
    datasetId: string,
    root: string,
    signal: AbortSignal,
    prepare?: Prepare,
  ): Promise<ReadyDataset> {
    const report = this.#createReport(datasetId, signal);
    try {
      await prepare?.(report, signal);
      const onFirst = (images: readonly ImageRecord[]) => this.#showFirst(datasetId, root, signal, images);
      const ready = new ReadyDataset(await openInThread(root, { signal, onProgress: report, onFirst }));
      const opened = { state: 'ready', progress: null, images: ready.images, first: [] } as const;
      this.#change(datasetId, signal, opened);
      void this.#measure(ready, datasetId, signal);
      return ready;
    } catch (error) {
      if (!(error instanceof UserError) && !signal.aborted) this.#onBug(error);
      const details =
        error instanceof UserError ? error.toDetails() : { code: 'internal', message: messageOf(error) };
      this.#change(datasetId, signal, { state: 'failed', progress: null, error: details });
      throw error instanceof UserError ? error : new UserError(details);
    }
  }

  /** Images to look at while the rest is read. */
  #showFirst(datasetId: string, root: string, signal: AbortSignal, images: readonly ImageRecord[]): void {
    const entry = this.#entries.get(datasetId);
    if (entry) entry.firstPaths = new Map(images.map(({ imageId, file }) => [imageId, join(root, file)]));
    this.#change(datasetId, signal, {
      first: images.map(({ imageId, width, height, split, groundTruth }) => ({
        imageId,
        width,
        height,
        split,
        boxes: groundTruth.length,
        problems: 0,
      })),
    });
  }

  /** Brightness takes long and is wanted by one panel: it comes when it comes. */
  async #measure(ready: ReadyDataset, datasetId: string, signal: AbortSignal): Promise<void> {
    try {
      await ready.measureBrightness(signal);
      this.#change(datasetId, signal, {});
    } catch (error) {
      if (!signal.aborted) this.#onBug(error);
    }
  }

  #createReport(datasetId: string, signal: AbortSignal): Report {
    let last = 0;
    return ({ phase, done, total }) => {
      const now = performance.now();
      if (now - last < PROGRESS_MS) return;
      last = now;
      this.#change(datasetId, signal, { progress: { phase, done, total } });
    };
  }

  #change(datasetId: string, signal: AbortSignal, change: Partial<OpenedDataset>): void {
    const entry = this.#entries.get(datasetId);
    if (!entry || entry.stop.signal !== signal || signal.aborted) return; // Closed meanwhile.
    entry.status = { ...entry.status, ...change };
    this.#feed.notify();
  }

  #remember(): Promise<void> {
    return this.#roots.write(this.list().map(({ root }) => root));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return;
  throw new UserError({
    code: 'dataset-not-found',
    message: `${path}: ${found ? 'this is a file, expected a folder' : 'there is no such folder'}.`,
    hint: 'Give the folder that holds both images and annotations.',
  });
}
