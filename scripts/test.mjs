// npm test: set-up where needed, then every check; all run even if an early one fails, and are summed at the end.
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build.mjs';
import { closingLine, countStep, sumCounts } from './check/reports.mjs';
import { runStaticSteps } from './check/run-static.mjs';
import { runEndToEndTests, runUnitTests } from './check/run-tests.mjs';
import { createScreen } from './check/screen.mjs';
import { GROUP_NAMES, selectSteps, STATIC_STEPS, STEP_NAMES } from './check/steps.mjs';
import { ensureReady } from './ensure-ready.mjs';
import { runEntry } from './setup/run-entry.mjs';

const HELP = `Runs every check: ${STEP_NAMES.join(', ')}.

Usage: npm test [-- options]

  --only <step>   run this step alone; may be repeated; also ${GROUP_NAMES.join(', ')}
  --help          show this text

The last line sums everything: a static step counts as one. Exit code 0 if nothing failed.
`;

/** Runs one step with its output shown; an error of its own is a failure, not the end. */
async function runShownStep(title, screen, work) {
  const started = Date.now();
  screen.started(title);
  let counts;
  try {
    counts = await work();
  } catch (error) {
    if (error?.name === 'AbortError') throw error;
    counts = { ...countStep(false), problem: [error.message, error.hint].filter(Boolean).join('\n  ') };
  }
  screen.finished(title, counts, Date.now() - started);
  return { name: title, counts };
}

async function runChecks(selected, screen, signal) {
  const results = [];
  const statics = STATIC_STEPS.filter(({ name }) => selected.has(name));
  if (statics.length > 0) {
    screen.started('Static checks');
    results.push(...(await runStaticSteps(statics, { signal, screen })));
  }
  if (!selected.has('build')) return results;
  const build = async () => {
    await ensureBuilt({ signal });
    return countStep(true);
  };
  const built = await runShownStep('Build (electron-vite)', screen, build);
  results.push(built);
  if (selected.has('unit')) {
    results.push(await runShownStep('Unit tests (vitest)', screen, () => runUnitTests({ signal })));
  }
  if (!selected.has('e2e')) return results;
  const report = (text) => process.stderr.write(`${text}\n`);
  const endToEnd = async () => {
    if (built.counts.failed > 0) return { ...countStep(false), problem: 'not run: there is no build' };
    return runEndToEndTests({ signal, report });
  };
  results.push(await runShownStep('End-to-end tests (playwright)', screen, endToEnd));
  return results;
}

await runEntry(async (signal) => {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const selected = selectSteps(values.only ?? []);
  const started = Date.now();
  try {
    await ensureReady({ signal, build: false });
  } catch (error) {
    // No check can run; the sum still says so on the last line.
    if (error?.name !== 'AbortError') process.stdout.write(`${closingLine(countStep(false))}\n`);
    throw error;
  }
  const screen = createScreen();
  const results = await runChecks(selected, screen, signal);
  const total = sumCounts(results.map(({ counts }) => counts));
  screen.summary(results, total, Date.now() - started);
  return total.failed > 0 ? 1 : 0;
});
