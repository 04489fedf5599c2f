// A real server that is killed while it trains: its job ends by itself, and a new server goes on with the run.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createTRPCClient, createWSClient, wsLink, type TRPCClient } from '@trpc/client';
import { afterEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { RunRecord } from '../contract/run.ts';
import { findEntry } from '../jobs/process/find-entry.ts';
import { makeSampleFolder, smallRecipe } from '../jobs/testing/sample-runs.ts';
import { isAlive } from '../jobs/testing/watched-job.ts';
import type { AppRouter } from './router.ts';
import { firstValue } from './testing/collect.ts';

interface ServerProcess {
  readonly process: ChildProcess;
  readonly client: TRPCClient<AppRouter>;
  kill(): Promise<void>;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Starts `boxwright serve` on the engine that every machine has, and connects as a page does. */
async function startServer(root: string): Promise<ServerProcess> {
  const cli = join(findEntry('job-process'), '..', 'cli.js');
  const options = ['--json', '--port', '0', '--runs', join(root, 'runs')];
  const child = spawn(process.execPath, [cli, 'serve', ...options], {
    env: { ...process.env, BOXWRIGHT_ENGINE: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = await new Promise<string>((resolve) =>
    child.stdout.once('data', (line) => resolve(String(line))),
  );
  const url = new URL((JSON.parse(ready) as { url: string }).url);
  const { headers } = await fetch(url, { redirect: 'manual' });
  const cookie = headers.get('set-cookie')!.split(';')[0]!;
  class PageSocket extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { cookie, origin: url.origin } });
    }
  }
  const socket = createWSClient({
    url: `ws://${url.host}/trpc`,
    WebSocket: PageSocket as unknown as typeof globalThis.WebSocket,
    retryDelayMs: () => 60_000,
  });
  const kill = async () => {
    socket.close().catch(() => undefined);
    child.kill('SIGKILL');
    await gone;
  };
  ends.push(kill);
  return {
    process: child,
    client: createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] }),
    kill,
  };
}

const waitForRun = ({ client }: ServerProcess, accept: (run: RunRecord) => boolean) =>
  firstValue<readonly RunRecord[], RunRecord>(
    (observer) => client.runs.list.subscribe(undefined, observer),
    ([run]) => run !== undefined && accept(run) && run,
  );

const isGone = async (pid: number) => {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
};

it.each([
  { killed: 'alone', state: 'cancelled' },
  { killed: 'together with its job', state: 'interrupted' },
])(
  'a server killed $killed leaves no process, and a run that is $state and goes on',
  async ({ killed, state }) => {
    const { root, dataset, remove } = await makeSampleFolder();
    ends.push(remove);
    const first = await startServer(root);
    const { datasetId } = await first.client.dataset.open.mutate({ root: dataset });
    const recipe = smallRecipe({ schedule: { epochs: 8, batchSize: 2 } });
    const { runId } = await first.client.training.start.mutate({ datasetId, recipe });
    const { pid } = await waitForRun(first, ({ epochsDone }) => epochsDone >= 2);
    expect(pid).not.toBe(first.process.pid);
    const serverGone = first.kill();
    if (killed !== 'alone') process.kill(pid!, 'SIGKILL');
    await serverGone;
    await isGone(pid!);

    const second = await startServer(root);
    expect(await waitForRun(second, () => true)).toMatchObject({ runId, state, pid: null });
    await second.client.training.resume.mutate({ runId });
    const end = await waitForRun(second, (run) => run.state !== 'running');
    expect(end).toMatchObject({ runId, state: 'succeeded', epochsDone: 8, error: null });
  },
  60_000,
);
