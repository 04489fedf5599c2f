// npm run setup: everything that a fresh clone needs, with progress; the other commands do it by themselves too.
import { parseArgs } from 'node:util';
import { ensureReady } from './ensure-ready.mjs';
import { runEntry } from './setup/run-entry.mjs';
import { formatSeconds } from './terminal/format.mjs';

const HELP = `Sets Boxwright up: npm packages, the native TensorFlow engine, the build.

Usage: npm run setup [-- options]

  --retry-engine   try the native engine again after a failed compilation
  --help           show this text

Environment:
  BOXWRIGHT_ENGINE   off: WebAssembly only; cpu, gpu: that native engine; otherwise what fits this machine
  BOXWRIGHT_CACHE    folder for the native engine instead of the user's cache folder
  BOXWRIGHT_PYTHON   the Python 3 to fetch with; CXX: the C++ compiler
`;

const NEXT = `
  npm start        open Boxwright
  npm run demo     train and judge a small detector, in this terminal
  npm test         every check
  npm run doctor   what is here, and what would make it faster
`;

await runEntry(async (signal) => {
  const { values } = parseArgs({
    options: { 'retry-engine': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const started = Date.now();
  await ensureReady({ signal, explicit: true, retryEngine: values['retry-engine'] });
  process.stdout.write(`\nReady in ${formatSeconds((Date.now() - started) / 1000)}.\n${NEXT}`);
});
