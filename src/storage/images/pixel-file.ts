// Prepared pictures on disk while they are needed: slots of one size in a file without a name.
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** At most this share of what is free, so that whatever else is written finds room. */
const SHARE_OF_FREE = 0.5;
const SUFFIX = '.pixels';

/**
 * A cache that ends with its process, however that ends: the file loses its name as soon as it is open. (Windows keeps the
 * name; what a killed process left there, the next one removes.) Failing to write is no error, the picture is only not kept.
 */
export class PixelFile {
  readonly #file: number;
  readonly #path: string;
  readonly #slotBytes: number;
  readonly #mostSlots: number;
  readonly #slots = new Map<string, number>();
  #full = false;

  /**
   * @param folder made where it is missing
   * @param slotBytes size of every picture, bytes
   * @param mostBytes size that the file never exceeds
   * @throws the file system's error when there can be no file
   */
  constructor(folder: string, slotBytes: number, mostBytes: number) {
    mkdirSync(folder, { recursive: true });
    removeLeftovers(folder);
    const { bavail, bsize } = statfsSync(folder);
    this.#slotBytes = slotBytes;
    this.#mostSlots = Math.floor(Math.min(mostBytes, bavail * bsize * SHARE_OF_FREE) / slotBytes);
    this.#path = join(folder, `${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}${SUFFIX}`);
    this.#file = openSync(this.#path, 'wx+', 0o600);
    if (process.platform !== 'win32') rmSync(this.#path);
  }

  /** The picture; null where it was not written. */
  read(key: string): Uint8Array<ArrayBuffer> | null {
    const slot = this.#slots.get(key);
    if (slot === undefined) return null;
    const pixels = new Uint8Array(this.#slotBytes);
    const read = readSync(this.#file, pixels, 0, pixels.length, slot * this.#slotBytes);
    return read === pixels.length ? pixels : null;
  }

  /** Keeps a picture while there is room. */
  write(key: string, pixels: Uint8Array): void {
    const slot = this.#slots.size;
    if (this.#full || slot >= this.#mostSlots || this.#slots.has(key)) return;
    try {
      const written = writeSync(this.#file, pixels, 0, pixels.length, slot * this.#slotBytes);
      if (written !== this.#slotBytes) throw new Error('short write');
      this.#slots.set(key, slot);
    } catch {
      this.#full = true;
      ftruncateSync(this.#file, slot * this.#slotBytes); // Room for those who need it more.
    }
  }

  close(): void {
    closeSync(this.#file);
    if (process.platform === 'win32') rmSync(this.#path, { force: true });
  }
}

function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(SUFFIX)) continue;
    try {
      rmSync(join(folder, name));
    } catch {
      // Another process has it open.
    }
  }
}
