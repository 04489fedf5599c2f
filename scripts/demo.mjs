// npm run demo: set-up where needed, then the whole job on a small dataset, in this terminal.
import { join } from 'node:path';
import { ensureReady } from './ensure-ready.mjs';
import { runForeground } from './process/foreground.mjs';
import { repositoryRoot } from './process/repository.mjs';
import { runEntry } from './setup/run-entry.mjs';

const isHelp = (arg) => arg === '--help' || arg === '-h';
const namesFolder = (arg) => arg === '--dir' || arg.startsWith('--dir=');

await runEntry(async (signal, release) => {
  const args = process.argv.slice(2);
  await ensureReady({ signal });
  release();
  const folder =
    args.some(namesFolder) || args.some(isHelp) ? [] : ['--dir', join(repositoryRoot, 'boxwright-demo')];
  const command = [join(repositoryRoot, 'bin', 'boxwright.mjs'), 'demo', ...args, ...folder];
  // npm runs this in the repository; a relative folder was meant from where the person was.
  return runForeground(process.execPath, command, { cwd: process.env.INIT_CWD ?? process.cwd() });
});
