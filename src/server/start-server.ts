// Starts the workbench server: page, pictures and calls behind one guarded port.
import { resolve } from 'node:path';
import cookie from '@fastify/cookie';
import fastify from 'fastify';
import type { EngineStatus } from '../contract/api.ts';
import { stackOf } from '../core/stack-of.ts';
import { Inspector } from '../jobs/process/inspector.ts';
import { Supervisor } from '../jobs/process/supervisor.ts';
import { addCalls, addWebSockets } from './http/calls.ts';
import { addImageRoutes } from './http/image-routes.ts';
import { addPageFiles } from './http/page-files.ts';
import { listen } from './listen.ts';
import { guard } from './security/guard.ts';
import { createSecret } from './security/token.ts';
import { MarkLists } from './state/mark-lists.ts';
import { OpenedDatasets } from './state/opened-datasets.ts';
import { OpenedRoots } from './state/opened-roots.ts';
import { RunList } from './state/run-list.ts';
import type { Workbench } from './workbench.ts';

export interface ServerOptions {
  /** Folder that holds the runs; made when the first one is. */
  readonly runsDirectory: string;
  /** Version of the app. */
  readonly version: string;
  /** Which engine will serve: asked when a page asks. */
  readonly engineStatus: () => EngineStatus | Promise<EngineStatus>;
  /** Left out: 4321, or the next free one. 0: whichever is free. */
  readonly port?: number;
  /** Left out: 127.0.0.1, this machine only. */
  readonly host?: string;
  /** Dataset folders to open at once, besides those that were open last time. */
  readonly openRoots?: readonly string[];
  /** A token known beforehand instead of a random one. */
  readonly tokenOverride?: string;
  /** Entries of child processes other than the built ones; for tests. */
  readonly entries?: { readonly job?: string; readonly inspector?: string };
}

export interface RunningServer {
  /** With the token: what a browser opens first. */
  readonly url: string;
  readonly token: string;
  readonly port: number;
  /** Stops jobs, drops connections; resolves when nothing is left. */
  close(): Promise<void>;
}

/** Starts the server. @throws UserError when the port or host cannot be had */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port: wantedPort, openRoots = [], tokenOverride } = options;
  const secret = createSecret(tokenOverride);
  const workbench = createWorkbench(options);
  const server = fastify({ forceCloseConnections: true });
  const stop = async () => {
    workbench.datasets.stop();
    workbench.runs.stop();
    workbench.marks.stop();
    await Promise.all([workbench.supervisor.close(), workbench.inspector.close(), server.close()]);
  };
  try {
    await server.register(cookie);
    await addWebSockets(server);
    guard(server, secret, host);
    addCalls(server, workbench);
    addImageRoutes(server, workbench);
    await addPageFiles(server);
    const port = await listen(server, host, wantedPort);
    await workbench.datasets.restore(openRoots);
    const url = `http://${nameForUrl(host)}:${port}/?token=${encodeURIComponent(secret.token)}`;
    return { url, token: secret.token, port, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createWorkbench(options: ServerOptions): Workbench {
  const runsDirectory = resolve(options.runsDirectory);
  const onBug = (error: unknown) => {
    process.stderr.write(`${stackOf(error)}\n`);
  };
  const runs = new RunList(runsDirectory, onBug);
  const { job, inspector } = options.entries ?? {};
  const supervisor = new Supervisor({
    ...(job === undefined ? {} : { entry: job }),
    onEvent: (_spec, event) => {
      if (event.type !== 'progress' && event.type !== 'log') runs.refresh().catch(onBug);
    },
  });
  return {
    version: options.version,
    runsDirectory,
    engineStatus: options.engineStatus,
    datasets: new OpenedDatasets(new OpenedRoots(runsDirectory), onBug),
    runs,
    marks: new MarkLists(runsDirectory, onBug),
    supervisor,
    inspector: new Inspector(inspector === undefined ? {} : { entry: inspector }),
    onBug,
  };
}

/** A server on every network is opened on this machine by loopback. */
function nameForUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
