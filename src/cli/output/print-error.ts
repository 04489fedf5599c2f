// Errors on stderr: a person's mistake as a sentence with what to do, a bug with its stack.
import { stackOf } from '../../core/stack-of.ts';
import { UserError } from '../../core/user-error.ts';

/** Prints what went wrong. */
export function printError(error: unknown): void {
  if (error instanceof UserError) {
    process.stderr.write(`error: ${error.message}\n`);
    if (error.hint !== undefined) process.stderr.write(`  -> ${error.hint}\n`);
    return;
  }
  process.stderr.write(`bug: ${stackOf(error)}\n`);
}
