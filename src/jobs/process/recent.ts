// A map that remembers the last few entries that were used.

/** Holds at most `capacity` entries; adding one more drops the one that was used longest ago. */
export class Recent<V> {
  readonly #capacity: number;
  readonly #drop: (value: V) => void;
  readonly #entries = new Map<string, V>();

  /** @param drop told of each value that makes room for another */
  constructor(capacity: number, drop: (value: V) => void = () => undefined) {
    this.#capacity = capacity;
    this.#drop = drop;
  }

  /** The value, which becomes the most recently used. */
  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** The value, made and remembered where it is not known. */
  getOr(key: string, make: () => V): V {
    let value = this.get(key);
    if (value === undefined) {
      value = make();
      this.set(key, value);
    }
    return value;
  }

  /** The value that was used last. */
  newest(): V | undefined {
    return [...this.#entries.values()].at(-1);
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const [oldest, dropped] of this.#entries) {
      if (this.#entries.size <= this.#capacity) break;
      this.#entries.delete(oldest);
      this.#drop(dropped);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
