// Things that are being fetched or were fetched, so that nothing is asked for twice. Not reactive, on purpose.

export class Claims<K> {
  readonly #taken = new Set<K>();

  /** True for the first who asks for this key, until it is released. */
  claim(key: K): boolean {
    if (this.#taken.has(key)) return false;
    this.#taken.add(key);
    return true;
  }

  release(key: K): void {
    this.#taken.delete(key);
  }

  clear(): void {
    this.#taken.clear();
  }
}
