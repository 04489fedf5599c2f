// The app as a person starts it: the command line, and the workbench server that it runs.
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const COMMAND = join(import.meta.dirname, '../bin/boxwright.mjs');

/** Runs the command to its end. @throws Error with what it wrote when it fails */
export async function runBoxwright(...parameters: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [COMMAND, ...parameters], { maxBuffer: 1 << 24 });
}

export interface Server {
  /** With the token: what a browser opens first. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the workbench server on a free port; resolves when it answers. */
export async function startServer(runs: string, ...folders: readonly string[]): Promise<Server> {
  const child = spawn(
    process.execPath,
    [COMMAND, 'serve', '--port', '0', '--no-open', '--json', '--runs', runs, ...folders],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { url } = JSON.parse(line) as { url: string };
      resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${String(code)}:\n${complaints}`)));
  });
  return {
    url: await ready,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
