// Decoded images kept for a while: whoever cuts many crops out of an image decodes it once.
import { stat } from 'node:fs/promises';
import { decodeImage, type DecodedImage } from './decode.ts';
import { toImageError } from './image-error.ts';

/** Remembers the images that were used last, as long as their pixels fit into the memory it may take. */
export class DecodedImages {
  readonly #mostBytes: number;
  /** The image used last at the end; what is being decoded counts nothing yet. */
  readonly #images = new Map<string, { readonly image: Promise<DecodedImage>; bytes: number }>();
  #bytes = 0;

  /** @param mostBytes what is kept at most; an image larger than that is decoded each time */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /**
   * The image of a file, as `decodeImage` gives it; decoded again when the file has changed. Its pixels are shared: nobody may
   * write into them.
   * @param path absolute path
   * @throws {ImageError} when the file is missing, truncated or no image
   */
  async get(path: string): Promise<DecodedImage> {
    const found = await stat(path).catch((error: unknown) => {
      throw toImageError(error, path);
    });
    const key = `${path} ${found.size} ${found.mtimeMs}`;
    const kept = this.#images.get(key);
    if (kept) {
      this.#images.delete(key);
      this.#images.set(key, kept);
      return kept.image;
    }
    const entry = { image: decodeImage(path), bytes: 0 };
    this.#images.set(key, entry);
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
