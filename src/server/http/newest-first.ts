// A queue for pictures: few at a time, those asked for last come first, and those nobody waits for any more are left out.

export class NewestFirst {
  readonly #limit: number;
  /** Starts of those who wait, the newest last. */
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs the work when its turn comes; null when it was not wanted any more by then. */
  async run<T>(work: () => Promise<T>, isWanted: () => boolean): Promise<T | null> {
    if (this.#running >= this.#limit) {
      await new Promise<void>((start) => this.#waiting.push(start));
    } else this.#running++;
    try {
      return isWanted() ? await work() : null;
    } finally {
      this.#startNext();
    }
  }

  /** Hands the place of the work that ended to the newest that waits. */
  #startNext(): void {
    const next = this.#waiting.pop();
    if (next) next();
    else this.#running--;
  }
}
