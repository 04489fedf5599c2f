// Runs the static checks, two at a time; the output of each is shown in one piece, when it is done.
import { cpus } from 'node:os';
import { countStep } from './reports.mjs';
import { colourEnvironment } from './screen.mjs';
import { repositoryRoot } from '../process/repository.mjs';
import { runCommand } from '../process/run-command.mjs';

const AT_ONCE = Math.min(2, cpus().length);

async function runStep(step, { signal, screen }) {
  const started = Date.now();
  let result;
  try {
    result = await runCommand(process.execPath, step.run(), {
      cwd: repositoryRoot,
      signal,
      env: { ...process.env, ...colourEnvironment() },
    });
  } catch (error) {
    if (error?.name === 'AbortError') throw error;
    result = { code: 1, stdout: '', stderr: error.message };
  }
  const ok = result.code === 0;
  screen.finished(step.title, countStep(ok), Date.now() - started, ok ? '' : result.stdout + result.stderr);
  return { name: step.title, counts: countStep(ok) };
}

/**
 * @param {import('./steps.mjs').StaticStep[]} steps
 * @param {{signal?: AbortSignal, screen: ReturnType<typeof import('./screen.mjs').createScreen>}} options
 * @returns {Promise<{name: string, counts: import('./reports.mjs').Counts}[]>} in the given order
 */
export async function runStaticSteps(steps, options) {
  const results = [];
  let next = 0;
  const work = async () => {
    while (next < steps.length) {
      const index = next++;
      results[index] = await runStep(steps[index], options);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
