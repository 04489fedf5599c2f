// The native engine's set-up as a program of its own: for a person, or with --json for the app.
import { parseArgs } from 'node:util';
import { installEngine } from './install-engine.mjs';
import { describeEngine } from './describe-engine.mjs';
import { listenForInterrupt } from '../process/interrupt.mjs';
import { createSteps } from '../terminal/steps.mjs';

const HELP = `Sets up the native TensorFlow engine in the per-user cache.

Usage: node scripts/engine/setup-engine.mjs [options]

  --json     print a JSON line per progress event: {"step","done","total","unit","message"};
             the last has the step "ready", "off", "failed" (with "hint") or "cancelled"
  --retry    try again after a failure, whatever it was
  --help     show this text

Exit code: 0 with an engine (or BOXWRIGHT_ENGINE=off), 1 without, 130 when cancelled.
`;

function printJson(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function finalEvent(outcome) {
  if (outcome.state === 'failed') {
    const { message, hint } = outcome.failure;
    return { step: 'failed', done: 0, total: 1, unit: 'engine', message, hint };
  }
  const step = outcome.state === 'off' ? 'off' : 'ready';
  return { step, done: 1, total: 1, unit: 'engine', message: describeEngine(outcome).detail };
}

async function main() {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, retry: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const { signal } = listenForInterrupt();
  const options = { explicit: true, retry: values.retry, signal };
  try {
    let outcome;
    if (values.json) {
      outcome = await installEngine({ ...options, report: printJson });
      printJson(finalEvent(outcome));
    } else {
      await createSteps({ showUnchanged: true }).run('Native engine', async (report) => {
        outcome = await installEngine({ ...options, report });
        return describeEngine(outcome);
      });
    }
    process.exitCode = outcome.state === 'failed' ? 1 : 0;
  } catch (error) {
    if (error?.name !== 'AbortError') throw error;
    if (values.json)
      printJson({ step: 'cancelled', done: 0, total: 1, unit: 'engine', message: 'cancelled' });
    process.exitCode = 130;
  }
}

await main();
