// The one error that is shown to a person as it stands: what happened, where, and what to do.

/** Stable machine-readable reasons; one per kind of mistake, shared by every shell. */
export interface UserErrorDetails {
  /** Stable identifier in kebab-case, for example `dataset-not-found`. */
  readonly code: string;
  /** What, where (file, line, value), expected against found. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** A mistake in what a person gave us (file, option, recipe). Anything else that is thrown is a bug. */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor({ code, message, hint }: UserErrorDetails) {
    super(message);
    this.name = 'UserError';
    this.code = code;
    this.hint = hint;
  }

  /** Plain data for a boundary (process message, HTTP). */
  toDetails(): UserErrorDetails {
    return this.hint === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, hint: this.hint };
  }
}
