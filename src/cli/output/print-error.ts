// Errors on stderr: a person's mistake as a sentence with what to do, a bug with its stack.
import { stackOf } from '../../core/stack-of.ts';
import { UserError } from '../../core/user-error.ts';

/** Prints what went wrong. */
export function printError(error: unknown): void {
  if (error instanceof UserError) {
    print('error', error);
    return;
  }
  process.stderr.write(`bug: ${stackOf(error)}\n`);
}

/** Prints what a result lacks. */
export function printWarning(warning: UserError): void {
  print('warning', warning);
}

function print(what: string, { message, hint }: UserError): void {
  process.stderr.write(`${what}: ${message}\n`);
  if (hint !== undefined) process.stderr.write(`  -> ${hint}\n`);
}
