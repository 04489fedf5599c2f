// Prepared images and their objects at input size: decoded once, kept in memory within a limit, read ahead.
import { join } from 'node:path';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { Size } from '../../core/boxes/box.ts';
import { createLetterbox, toInput, type Letterbox } from '../../core/letterbox/letterbox.ts';
import { UserError } from '../../core/user-error.ts';
import type { TargetObjects } from '../../engine/targets.ts';
import { prepareInput } from '../../storage/images/prepare-input.ts';

/** One image as the network takes it. */
export interface InputSample {
  readonly record: ImageRecord;
  /** RGB bytes [H, W, 3] at input size. */
  readonly pixels: Uint8Array;
  readonly objects: TargetObjects;
  readonly letterbox: Letterbox;
}

/** Decoded images are kept up to this many bytes; past it they are decoded again. */
const DEFAULT_CACHE_BYTES = 2 * 1024 ** 3;

/** Loads samples of a dataset at one input size. */
export class SampleSource {
  /** Images that could not be decoded, with the reason. */
  readonly unreadable = new Map<string, string>();
  readonly #untold: string[] = [];
  readonly #root: string;
  readonly #input: Size;
  readonly #cacheBytes: number;
  readonly #cache = new Map<string, Promise<Uint8Array>>();

  constructor(root: string, input: Size, cacheBytes = DEFAULT_CACHE_BYTES) {
    this.#root = root;
    this.#input = input;
    this.#cacheBytes = cacheBytes;
  }

  /** Null for an image that cannot be decoded; it is noted in `unreadable`. */
  async load(record: ImageRecord): Promise<InputSample | null> {
    try {
      return await this.#loadReadable(record);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
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

  #pixels(record: ImageRecord, letterbox: Letterbox): Promise<Uint8Array> {
    const cached = this.#cache.get(record.imageId);
    if (cached) return cached;
    const loading = prepareInput(join(this.#root, record.file), letterbox);
    const imageBytes = this.#input.width * this.#input.height * 3;
    if ((this.#cache.size + 1) * imageBytes <= this.#cacheBytes) this.#cache.set(record.imageId, loading);
    return loading;
  }

  /** Batches in the given order, each loaded while the one before is in use; shorter where an image is unreadable. */
  async *batches(records: readonly ImageRecord[], batchSize: number): AsyncGenerator<InputSample[], void> {
    const loadFrom = (start: number) =>
      start < records.length
        ? Promise.all(records.slice(start, start + batchSize).map((record) => this.load(record)))
        : null;
    let next = loadFrom(0);
    for (let start = 0; next; start += batchSize) {
      const batch = (await next).filter((sample) => sample !== null);
      next = loadFrom(start + batchSize);
      // A failure in the batch read ahead is reported when its turn comes, also if nobody awaits it by then.
      next?.catch(() => undefined);
      yield batch;
    }
  }
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
