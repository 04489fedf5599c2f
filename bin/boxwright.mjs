#!/usr/bin/env node
// The command `boxwright`: sets up what is missing, with its messages on stderr, then hands over to the built command line.
import { existsSync } from 'node:fs';

const isThere = (path) => existsSync(new URL(`../${path}`, import.meta.url));
const isReady = () => isThere('node_modules') && isThere('out/main/cli.js');

if (!isReady()) {
  const { ensureReady } = await import('../scripts/ensure-ready.mjs');
  const { runEntry } = await import('../scripts/setup/run-entry.mjs');
  await runEntry((signal) => ensureReady({ signal })); // Prints what went wrong, and sets the exit code.
}
if (isReady() && !process.exitCode) await import('../out/main/cli.js');
