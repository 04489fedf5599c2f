// Runs a script's main function: Ctrl-C cancels it, errors are shown as a person can use them.
import { listenForInterrupt } from '../process/interrupt.mjs';
import { createPainter } from '../terminal/steps.mjs';

/** Prints an error: message and hint where a person can act on it, else with its stack. */
function printError(error) {
  const painter = createPainter(process.stderr);
  const known = error?.name === 'SetupError' || error?.code?.startsWith?.('ERR_PARSE_ARGS');
  process.stderr.write(`${painter.red(known ? error.message : String(error?.stack ?? error))}\n`);
  if (error?.hint) process.stderr.write(`${error.hint}\n`);
}

/**
 * Sets the exit code: 1 after an error, 130 when cancelled, or what `main` returns.
 * @param {(signal: AbortSignal, release: () => void) => Promise<unknown>} main `release` gives Ctrl-C back to whoever comes next
 */
export async function runEntry(main) {
  const { signal, dispose } = listenForInterrupt();
  try {
    const code = await main(signal, dispose);
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    if (error?.name === 'AbortError') {
      process.stderr.write('Cancelled.\n');
      process.exitCode = 130;
      return;
    }
    printError(error);
    process.exitCode = 1;
  } finally {
    dispose();
  }
}
