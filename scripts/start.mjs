// npm start: set-up where needed, then Boxwright in its own window, or in the browser.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureReady } from './ensure-ready.mjs';
import { runForeground } from './process/foreground.mjs';
import { repositoryRoot } from './process/repository.mjs';
import { chooseElectron } from './setup/find-electron.mjs';
import { runEntry } from './setup/run-entry.mjs';

const HELP = `Opens Boxwright: in its own window where Electron can run, else in the browser.

Usage: npm start [-- options] [folder]

  folder         dataset folder to open
  --browser      use the browser even where Electron could run
  --runs <dir>   folder of the runs (browser only)
  --port <n>     port of the server (browser only)
  --no-open      do not open a browser, only print the address (browser only)
  --help         show this text

Ctrl-C ends it and everything that it started.
`;

function parseOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      browser: { type: 'boolean' },
      runs: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  // npm runs this in the repository; relative folders were meant from where the person was.
  const from = process.env.INIT_CWD ?? process.cwd();
  const fromThere = (path) => (path === undefined ? undefined : resolve(from, path));
  return { ...values, folder: fromThere(positionals[0]), runs: fromThere(values.runs) };
}

function browserArguments({ folder, runs, port, 'no-open': noOpen }) {
  return [
    join(repositoryRoot, 'bin', 'boxwright.mjs'),
    'open',
    ...(folder ? [folder] : []),
    ...(runs ? ['--runs', runs] : []),
    ...(port ? ['--port', port] : []),
    ...(noOpen ? ['--no-open'] : []),
  ];
}

await runEntry(async (signal, release) => {
  const options = parseOptions();
  if (options.help) return void process.stdout.write(HELP);
  await ensureReady({ signal });
  const forBrowser = options.browser || options.runs || options.port || options['no-open'];
  const electron = forBrowser ? undefined : chooseElectron();
  release();
  if (electron?.path) {
    const args = [repositoryRoot, ...(options.folder ? [options.folder] : [])];
    return runForeground(electron.path, args);
  }
  if (electron) process.stderr.write(`Opening in the browser: ${electron.reason}.\n`);
  return runForeground(process.execPath, browserArguments(options));
});
