// boxwright serve and boxwright open: the workbench server, and the workbench in the default browser.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import open from 'open';
import { engineStatus } from '../../jobs/engine/start-engine.ts';
import { startServer, type RunningServer } from '../../server/start-server.ts';
import { port } from '../option-parsers.ts';
import { packageVersion } from '../package-version.ts';

interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly runs: string;
  readonly open: boolean;
  readonly json?: boolean;
}

const SERVE_EXAMPLES = `
Examples:
  boxwright serve --port 4321
  On another machine: ssh -L 4321:127.0.0.1:4321 machine, then open the address that is printed.
`;

/** Adds both commands. */
export function addServeCommands(program: Command): void {
  const withOptions = (command: Command) =>
    command
      .option('--port <n>', '4321 or the next free one unless given; 0 for any', port)
      .option('--runs <dir>', 'folder of the runs', 'runs')
      .option('--no-open', 'do not open a browser')
      .option('--json', 'print the address as one line of JSON');
  withOptions(program.command('serve'))
    .description('start the workbench server, for a browser here or through an SSH tunnel')
    .argument('[folders...]', 'dataset folders to open')
    .option('--host <address>', 'address to listen on; 127.0.0.1, this machine only, unless given')
    .addHelpText('after', SERVE_EXAMPLES)
    .action((folders: string[], options: ServeOptions) => serve(folders, { ...options, open: false }));
  withOptions(program.command('open'))
    .description('start the workbench and open it in the default browser')
    .argument('[folder]', 'dataset folder to open')
    .action((folder: string | undefined, options: ServeOptions) =>
      serve(folder === undefined ? [] : [folder], options),
    );
}

async function serve(folders: readonly string[], options: ServeOptions): Promise<void> {
  const { host } = options;
  const server = await startServer({
    runsDirectory: resolve(options.runs),
    version: packageVersion(),
    engineStatus,
    openRoots: folders.map((folder) => resolve(folder)),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(host === undefined ? {} : { host }),
  });
  if (host !== undefined && !isLoopback(host))
    process.stderr.write(
      `warning: ${host} can be reached from other machines, without encryption. Prefer an SSH tunnel to 127.0.0.1.\n`,
    );
  if (options.json)
    process.stdout.write(`${JSON.stringify({ ready: true, url: server.url, port: server.port })}\n`);
  else process.stdout.write(`Boxwright is at ${server.url}\nCtrl-C ends it.\n`);
  if (options.open && canShowBrowser()) await openBrowser(server);
  await interrupted();
  await server.close();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Without a display a browser cannot show; the address is printed in any case. */
function canShowBrowser(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

async function openBrowser({ url }: RunningServer): Promise<void> {
  const browser = await open(url);
  browser.once('error', () => process.stderr.write('No browser could be opened; use the address above.\n'));
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((done) => {
    let asked = false;
    const onSignal = () => {
      if (asked) process.exit(130);
      asked = true;
      done();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
