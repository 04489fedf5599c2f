// Prepared images and their objects at input size: decoded once, kept in memory and then on disk within limits, read ahead.
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { Size } from '../../core/boxes/box.ts';
import { createLetterbox, toInput, type Letterbox } from '../../core/letterbox/letterbox.ts';
import { UserError } from '../../core/user-error.ts';
import type { TargetObjects } from '../../engine/targets.ts';
import { cacheDirectory } from '../../storage/cache-directory.ts';
import { ImagePreparer } from './image-preparer.ts';

/** One image as the network takes it. */
export interface InputSample {
  readonly record: ImageRecord;
  /** RGB bytes [H, W, 3] at input size. */
  readonly pixels: Uint8Array;
  readonly objects: TargetObjects;
  readonly letterbox: Letterbox;
}

/** Bytes of prepared images that are kept. */
export interface KeptBytes {
  /** In memory; past it on disk. */
  readonly memory: number;
  /** On disk; past it they are decoded again. */
  readonly disk: number;
}

const MEBIBYTE = 1024 ** 2;

/** BOXWRIGHT_IMAGE_MEMORY and BOXWRIGHT_IMAGE_DISK, in MiB; else a quarter of the memory up to 2 GiB, and 32 GiB. */
function defaultKept(): KeptBytes {
  const { BOXWRIGHT_IMAGE_MEMORY: memory, BOXWRIGHT_IMAGE_DISK: disk } = process.env;
  const bytes = (text: string | undefined, usual: number) =>
    text !== undefined && Number(text) >= 0 ? Number(text) * MEBIBYTE : usual;
  return {
    memory: bytes(memory, Math.min(2048 * MEBIBYTE, totalmem() / 4)),
    disk: bytes(disk, 32_768 * MEBIBYTE),
  };
}

/** Batches that are prepared while one is in use: more than one, because the first images of a batch wait for its last. */
const BATCHES_AHEAD = 2;

/** Loads samples of a dataset at one input size. Holds a thread until `close`. */
export class SampleSource {
  /** Epoch ms: no image was decoded before. */
  readonly openedAt = Date.now();
  /** Images that could not be decoded, with the reason. */
  readonly unreadable = new Map<string, string>();
  readonly #untold: string[] = [];
  readonly #root: string;
  readonly #input: Size;
  readonly #mostInMemory: number;
  readonly #inMemory = new Map<string, Promise<Uint8Array>>();
  readonly #preparer: ImagePreparer;

  constructor(root: string, input: Size, kept: KeptBytes = defaultKept()) {
    const pictureBytes = input.width * input.height * 3;
    this.#root = root;
    this.#input = input;
    this.#mostInMemory = Math.floor(kept.memory / pictureBytes);
    this.#preparer = new ImagePreparer({
      folder: join(cacheDirectory(), 'prepared'),
      pictureBytes,
      diskBytes: kept.disk,
    });
  }

  /** Ends the thread and forgets what was kept. */
  async close(): Promise<void> {
    this.#inMemory.clear();
    await this.#preparer.close();
  }

  /**
   * Null for an image that cannot be decoded; it is noted in `unreadable`.
   * @throws UserError when the image is missing because the dataset's folder is
   */
  async load(record: ImageRecord): Promise<InputSample | null> {
    try {
      return await this.#loadReadable(record);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error.code === 'image-missing' && !existsSync(this.#root)) throw datasetGone(this.#root);
      if (!this.unreadable.has(record.imageId)) this.#untold.push(`${error.message} It is left out.`);
      this.unreadable.set(record.imageId, error.message);
      return null;
    }
  }

  /** Reasons that were not handed out before. */
  takeProblems(): string[] {
    return this.#untold.splice(0);
  }

  async #loadReadable(record: ImageRecord): Promise<InputSample> {
    const letterbox = createLetterbox(record, this.#input);
    return {
      record,
      letterbox,
      objects: objectsAtInput(record, letterbox),
      pixels: await this.#pixels(record, letterbox),
    };
  }

  #pixels({ imageId, file }: ImageRecord, letterbox: Letterbox): Promise<Uint8Array> {
    const known = this.#inMemory.get(imageId);
    if (known) return known;
    const keep = this.#inMemory.size >= this.#mostInMemory;
    const loading = this.#preparer.prepare({ imageId, path: join(this.#root, file), letterbox, keep });
    if (!keep) {
      this.#inMemory.set(imageId, loading);
      // What could not be read is not remembered: it may be back next time.
      loading.catch(() => this.#inMemory.delete(imageId));
    }
    return loading;
  }

  /** Batches in the given order, loaded while those before are in use; shorter where an image is unreadable. */
  async *batches(records: readonly ImageRecord[], batchSize: number): AsyncGenerator<InputSample[], void> {
    const loading: Promise<(InputSample | null)[]>[] = [];
    let loaded = 0;
    const loadNext = () => {
      if (loaded >= records.length) return;
      const batch = Promise.all(records.slice(loaded, loaded + batchSize).map((record) => this.load(record)));
      // A failure in a batch read ahead is reported when its turn comes, also if nobody awaits it by then.
      batch.catch(() => undefined);
      loading.push(batch);
      loaded += batchSize;
    };
    for (let i = 0; i <= BATCHES_AHEAD; i++) loadNext();
    for (let batch = loading.shift(); batch; batch = loading.shift()) {
      const samples = (await batch).filter((sample) => sample !== null);
      loadNext();
      yield samples;
    }
  }
}

function datasetGone(root: string): UserError {
  return new UserError({
    code: 'dataset-gone',
    message: `The dataset's folder ${root} is not there any more: it was removed or renamed, or its drive is disconnected.`,
    hint: 'Put it back, then resume the run from its last checkpoint.',
  });
}

function objectsAtInput(record: ImageRecord, letterbox: Letterbox): TargetObjects {
  const trained = record.groundTruth.filter((object) => !object.ignore);
  return {
    boxes: trained.map((object) => toInput(letterbox, object.box)),
    classIndexes: trained.map((object) => object.classIndex),
    ignored: record.groundTruth
      .filter((object) => object.ignore)
      .map((object) => toInput(letterbox, object.box)),
  };
}
