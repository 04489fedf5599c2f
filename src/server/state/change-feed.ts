// Telling many listeners that something changed, so that each reads the newest state when it gets to it.

/** Notices without content: a listener that is slow misses states in between, never the last. */
export class ChangeFeed {
  readonly #listeners = new Set<() => void>();

  /** Number of those who follow. */
  get followers(): number {
    return this.#listeners.size;
  }

  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Yields what `read` gives at once, and again after each change, until the signal aborts. */
  async *follow<T>(read: () => T | Promise<T>, signal: AbortSignal): AsyncGenerator<T, void> {
    let changed = true;
    let wake: () => void = () => undefined;
    const listener = () => {
      changed = true;
      wake();
    };
    this.#listeners.add(listener);
    signal.addEventListener('abort', listener, { once: true });
    try {
      while (!signal.aborted) {
        if (!takeChange()) await new Promise<void>((resolve) => (wake = resolve));
        else yield await read();
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', listener);
    }

    function takeChange(): boolean {
      const taken = changed;
      changed = false;
      return taken;
    }
  }
}
