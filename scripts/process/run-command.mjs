// Runs a program to its end with its output captured, and ends its whole process group when cancelled.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const KILL_GRACE_MILLISECONDS = 3000;
const KEPT_OUTPUT_CHARACTERS = 200_000;

/** The error of a cancelled operation, as the platform names it. */
export function abortError() {
  const error = new Error('cancelled');
  error.name = 'AbortError';
  return error;
}

/** Sends a signal to a child and to all that it started (on Windows: ends them). */
export function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      spawn('taskkill', ['/T', '/F', '/PID', String(child.pid)], { stdio: 'ignore' });
    } else {
      process.kill(-child.pid, signal);
    }
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
  }
}

/** Collects a stream's lines: each to the listener, the last of them as text. */
function collectLines(stream, onLine) {
  let text = '';
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
    text = `${text}${line}\n`.slice(-KEPT_OUTPUT_CHARACTERS);
    onLine?.(line);
  });
  return () => text;
}

/**
 * @param {string} file program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, timeoutMilliseconds?: number,
 *   onStdout?: (line: string) => void, onStderr?: (line: string) => void}} [options]
 * @returns {Promise<{code: number, killedBy: string | null, stdout: string, stderr: string}>} code 127 where the program does not exist
 * @throws AbortError when cancelled
 */
export function runCommand(file, args, options = {}) {
  const { cwd, env, signal, timeoutMilliseconds, onStdout, onStderr } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError());
    const detached = process.platform !== 'win32';
    const child = spawn(file, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout = collectLines(child.stdout, onStdout);
    const stderr = collectLines(child.stderr, onStderr);
    let killTimer;
    const stop = () => {
      signalGroup(child, 'SIGTERM');
      killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_GRACE_MILLISECONDS);
    };
    const timeout = timeoutMilliseconds === undefined ? undefined : setTimeout(stop, timeoutMilliseconds);
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (finish) => {
      clearTimeout(timeout);
      clearTimeout(killTimer);
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(abortError());
      else finish();
    };
    child.on('error', (error) =>
      settle(() =>
        error.code === 'ENOENT' || error.code === 'EACCES'
          ? resolve({ code: 127, killedBy: null, stdout: '', stderr: error.message })
          : reject(error),
      ),
    );
    child.on('close', (code, killedBy) =>
      settle(() => resolve({ code: code ?? 1, killedBy, stdout: stdout(), stderr: stderr() })),
    );
  });
}

/** The last lines of a program's output, for an error message. */
export function lastLines(text, count = 12) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
