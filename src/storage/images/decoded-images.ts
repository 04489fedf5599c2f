// Decoded images kept for a while: whoever cuts many crops out of an image decodes it once.
import { stat } from 'node:fs/promises';
import { decodeImage, type DecodedImage } from './decode.ts';
import { UserError } from '../../core/user-error.ts';
import { contentHash } from './content-hash.ts';
import { toImageError } from './image-error.ts';

interface KeptImage {
  readonly image: Promise<DecodedImage>;
  /** Of the file, once somebody has asked. */
  contentHash?: Promise<string>;
  bytes: number;
}

/** Remembers the images that were used last, as long as their pixels fit into the memory it may take. */
export class DecodedImages {
  readonly #mostBytes: number;
  /** The image used last at the end; what is being decoded counts nothing yet. */
  readonly #images = new Map<string, KeptImage>();
  #bytes = 0;

  /** @param mostBytes what is kept at most; an image larger than that is decoded each time */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /**
   * The image of a file, as `decodeImage` gives it; decoded again when the file has changed. Its pixels are shared: nobody may
   * write into them.
   * @param path absolute path
   * @param evaluated hash of the bytes that are asked for (see ImageRecord); without it, whatever the file holds now
   * @throws {ImageError} when the file is missing, truncated or no image
   * @throws {UserError} `image-changed` when it holds other bytes
   */
  async get(path: string, evaluated?: string): Promise<DecodedImage> {
    const found = await stat(path).catch((error: unknown) => {
      throw toImageError(error, path);
    });
    const key = `${path} ${found.size} ${found.mtimeMs}`;
    const kept = this.#images.get(key);
    if (kept) this.#images.delete(key);
    const entry: KeptImage = kept ?? { image: decodeImage(path), bytes: 0 };
    this.#images.set(key, entry);
    const image = kept ? entry.image : this.#decoded(key, entry);
    if (evaluated === undefined) return image;
    entry.contentHash ??= contentHash(path);
    const [hash] = await Promise.all([entry.contentHash, image]);
    if (hash === evaluated) return image;
    throw new UserError({ code: 'image-changed', message: `${path} has changed since the evaluation.` });
  }

  async #decoded(key: string, entry: KeptImage): Promise<DecodedImage> {
    try {
      const image = await entry.image;
      entry.bytes = image.pixels.byteLength;
      this.#bytes += entry.bytes;
      this.#forgetOldest();
      return image;
    } catch (error) {
      this.#images.delete(key);
      throw error;
    }
  }

  #forgetOldest(): void {
    for (const [key, { bytes }] of this.#images) {
      if (this.#bytes <= this.#mostBytes) return;
      if (bytes === 0) continue; // Being decoded, so the newest of all.
      this.#images.delete(key);
      this.#bytes -= bytes;
    }
  }
}
