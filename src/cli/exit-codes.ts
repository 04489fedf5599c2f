// Exit codes, and the outcome that is neither success nor failure.

export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Thrown by a command that was interrupted and has ended cleanly. */
export class Interrupted extends Error {}
