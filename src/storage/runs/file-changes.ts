// Waiting for a file to grow: the operating system's notices where it gives them, and a poll where it does not.
import { watch, type FSWatcher } from 'node:fs';

/** Longest wait before the file is looked at again although no notice came (network drives give none). */
const POLL_MS = 500;

/** Notices of changes in one folder, until the signal aborts. */
export class FileChanges {
  readonly #signal: AbortSignal;
  readonly #watcher: FSWatcher | null;
  #changed = false;
  #wake: (() => void) | null = null;

  constructor(directory: string, signal: AbortSignal) {
    this.#signal = signal;
    this.#watcher = this.#startWatching(directory);
    signal.addEventListener('abort', () => this.close(), { once: true });
    if (signal.aborted) this.close();
  }

  /** Resolves when something changed since the last call, after a poll's time, or when the signal aborts. */
  async next(): Promise<void> {
    if (!this.#changed && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    this.#changed = false;
  }

  /** Stops watching and wakes the waiter. */
  close(): void {
    this.#watcher?.close();
    this.#wake?.();
  }

  #startWatching(directory: string): FSWatcher | null {
    try {
      const watcher = watch(directory, { persistent: false }, () => {
        this.#changed = true;
        this.#wake?.();
      });
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return null; // Too many watches, or a file system without notices: the poll remains.
    }
  }
}
