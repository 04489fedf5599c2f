// Runs one of this folder's Python scripts and reads the JSON lines that it prints.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines, runCommand } from '../process/run-command.mjs';

const folder = dirname(fileURLToPath(import.meta.url));

/**
 * @param {string} python command
 * @param {string} script file name in this folder
 * @param {string[]} args
 * @param {{signal?: AbortSignal, env?: NodeJS.ProcessEnv, onProgress: (event: {done: number, total: number}) => void}} options
 * @returns {Promise<{ok: true, path?: string, sha256?: Record<string, string>} | {error: string, message: string, stderr: string}>}
 *   the script's last event
 */
export async function runPythonScript(python, script, args, { signal, env, onProgress }) {
  let final;
  const { code, stderr } = await runCommand(python, [join(folder, script), ...args], {
    signal,
    env,
    onStdout: (line) => {
      if (!line.startsWith('{')) return; // pip may have something to say, too
      const event = JSON.parse(line);
      if ('done' in event) onProgress(event);
      else final = event;
    },
  });
  if (final) return { ...final, stderr };
  return { error: 'crash', stderr, message: lastLines(stderr, 3) || `${script} ended with code ${code}` };
}
