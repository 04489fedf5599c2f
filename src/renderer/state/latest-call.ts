// Runs a slow call for a fast-changing input: one at a time, and of what arrives meanwhile only the newest.

/** Calls `run(input)`, then again with the newest input that arrived while it was running. `run` must not reject. */
export function latestCall<I>(run: (input: I) => Promise<void>): (input: I) => Promise<void> {
  let running: Promise<void> | null = null;
  let next: { readonly input: I } | null = null;

  const drain = async (): Promise<void> => {
    while (next !== null) {
      const { input }: { readonly input: I } = next;
      next = null;
      await run(input);
    }
    running = null;
  };
  return (input) => {
    next = { input };
    running ??= drain();
    return running;
  };
}
