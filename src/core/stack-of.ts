// What is kept of a bug: its stack.

/** The stack of whatever was thrown, or its text where it has none. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
