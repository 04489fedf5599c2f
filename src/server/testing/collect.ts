// Waiting for values of a subscription.

interface Observer<T> {
  onData: (value: T) => void;
  onError: (error: unknown) => void;
}

/** Subscribes, resolves to the first value that `accept` takes, and unsubscribes. */
export function firstValue<T, U = T>(
  subscribe: (observer: Observer<T>) => { unsubscribe: () => void },
  accept: (value: T) => U | null | false,
): Promise<U> {
  return new Promise((resolve, reject) => {
    const subscription = subscribe({
      onData: (value) => {
        const accepted = accept(value);
        if (accepted === null || accepted === false) return;
        // The first value may come before the subscription is returned.
        queueMicrotask(() => subscription.unsubscribe());
        resolve(accepted);
      },
      onError: reject,
    });
  });
}
