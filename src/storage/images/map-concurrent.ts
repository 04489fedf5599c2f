// Runs an asynchronous function over many items with a bounded number in flight.
import { TimeSlices } from '../time-slices.ts';

export interface MapConcurrentOptions {
  /** Calls in flight at once. Node's file and sharp work shares four threads, so more brings nothing. */
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each finished item with the number finished so far. */
  readonly onDone?: ((done: number) => void) | undefined;
}

const DEFAULT_LIMIT = 4;

/**
 * Results in the order of the items. The first rejection rejects the whole and starts no further item.
 * @throws the signal's reason when it is aborted.
 */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => R | Promise<R>,
  { limit = DEFAULT_LIMIT, signal, onDone }: MapConcurrentOptions = {},
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let done = 0;
  const state = { failed: false };
  const slices = new TimeSlices(signal);
  const lane = async (): Promise<void> => {
    while (next < items.length && !state.failed) {
      signal?.throwIfAborted();
      await slices.next();
      const index = next++;
      if (index >= items.length) return; // Others took the last ones meanwhile.
      try {
        results[index] = await work(items[index]!, index);
      } catch (error) {
        state.failed = true;
        throw error;
      }
      onDone?.(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}
