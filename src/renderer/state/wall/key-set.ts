// Sets that are replaced and never changed, so that whoever shows them notices.

export const NOTHING: ReadonlySet<never> = new Set();

/** The items, each once. */
export function keySet<T>(...lists: readonly Iterable<T>[]): ReadonlySet<T> {
  return new Set(lists.flatMap((list) => [...list]));
}

/** The set with an item added, or taken away where it was in it. */
export function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const other = new Set(set);
  if (!other.delete(item)) other.add(item);
  return other;
}
