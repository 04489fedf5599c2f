// Asks a child process whether a built binding really loads and computes.
import { fileURLToPath } from 'node:url';
import { lastLines, runCommand } from '../process/run-command.mjs';

const script = fileURLToPath(new URL('./load-test.mjs', import.meta.url));
const TIMEOUT_MILLISECONDS = 120_000;

/**
 * @returns {Promise<{ok: true, tensorflow: string, usesGpu: boolean, milliseconds: number} | {ok: false, message: string}>}
 */
export async function testBinding(bindingPath, signal) {
  const { code, killedBy, stdout, stderr } = await runCommand(process.execPath, [script, bindingPath], {
    signal,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
  });
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1));
  } catch {
    // SIGILL, for example: the processor lacks instructions (AVX) that the library was built for.
    const reason = killedBy ? `it was ended by ${killedBy}` : `it ended with code ${code}`;
    return { ok: false, message: [reason, lastLines(stderr, 3)].filter(Boolean).join(': ') };
  }
}
