// A value that is fetched: loading, loaded or failed; an answer that a newer request has overtaken is dropped.
import { UserError, type UserErrorDetails } from '../../core/user-error.ts';

export class Resource<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<UserErrorDetails | null>(null);
  pending = $state(false);
  #ticket = 0;

  /** Fetches; the former value stays visible until the answer is there. Never rejects. */
  async load(request: () => Promise<T>): Promise<void> {
    const ticket = ++this.#ticket;
    this.pending = true;
    try {
      const value = await request();
      if (ticket !== this.#ticket) return;
      this.value = value;
      this.error = null;
    } catch (error) {
      if (ticket !== this.#ticket) return;
      this.error = describeError(error);
    }
    this.pending = false;
  }

  /** Forgets the value and any request under way. */
  clear(): void {
    this.#ticket += 1;
    this.value = null;
    this.error = null;
    this.pending = false;
  }
}

/** What to show for something thrown: a UserError as it stands, anything else as a fault of ours. */
export function describeError(error: unknown): UserErrorDetails {
  if (error instanceof UserError) return error.toDetails();
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'unexpected',
    message: `Something went wrong: ${message}`,
    hint: 'This is a fault of the application, not of your data. Try again; if it stays, report it with the text above.',
  };
}
