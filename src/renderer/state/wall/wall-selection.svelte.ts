// Which crops of the wall are selected, and which one the keys stand on. Crops are named by their keys (see `keyOf`).
import { keySet, NOTHING, toggled } from './key-set.ts';

/** What a click or an arrow key does beside going to a crop. */
export interface SelectionModifiers {
  /** Extends the selection from where it was begun. */
  readonly shift: boolean;
  /** Leaves the rest of the selection as it is. */
  readonly ctrl: boolean;
}

export class WallSelection {
  keys = $state.raw<ReadonlySet<number>>(NOTHING);
  /** The crop that the keys stand on; null before the first. */
  active = $state<number | null>(null);
  /** Where a range begins. */
  #anchor: number | null = null;

  /** Selects a crop: it alone; with shift all from where the selection was begun; with ctrl it is added or taken away. */
  choose(key: number, { shift, ctrl }: SelectionModifiers, order: readonly number[]): void {
    if (shift && this.#anchor !== null) this.keys = this.#range(this.#anchor, key, order, ctrl);
    else if (ctrl) this.toggle(key);
    else this.keys = keySet([key]);
    if (!shift) this.#anchor = key;
    this.active = key;
  }

  /** Goes to a crop; with shift the crops in between are selected, without it the selection stays. */
  move(key: number, shift: boolean, order: readonly number[]): void {
    if (shift) {
      this.#anchor ??= this.active ?? key;
      this.keys = this.#range(this.#anchor, key, order, false);
    } else this.#anchor = key;
    this.active = key;
  }

  toggle(key: number): void {
    this.keys = toggled(this.keys, key);
    this.#anchor = key;
  }

  /** Selects these and no others. */
  replace(keys: Iterable<number>): void {
    this.keys = keySet(keys);
  }

  add(keys: Iterable<number>): void {
    this.keys = keySet(this.keys, keys);
  }

  clear(): void {
    this.keys = NOTHING;
    this.#anchor = null;
  }

  /** After a new evaluation a key names another box. */
  forget(): void {
    this.clear();
    this.active = null;
  }

  #range(from: number, to: number, order: readonly number[], keep: boolean): ReadonlySet<number> {
    const [a, b] = [order.indexOf(from), order.indexOf(to)];
    if (b < 0) return this.keys;
    const range = a < 0 ? [to] : order.slice(Math.min(a, b), Math.max(a, b) + 1);
    return keySet(keep ? this.keys : [], range);
  }
}
