// A server with datasets and runs in a temporary folder, and clients as a browser would be.
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { createTRPCClient, createWSClient, wsLink, type TRPCClient } from '@trpc/client';
import WebSocket from 'ws';
import { withTemporaryFolder } from '../../storage/runs/testing/example-run.ts';
import { writeSampleDataset } from '../../storage/sample/write-sample.ts';
import type { AppRouter } from '../router.ts';
import { startServer, type RunningServer, type ServerOptions } from '../start-server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TestServer extends RunningServer, Browser {
  readonly folder: string;
  readonly runsDirectory: string;
}

const entries = {
  job: join(import.meta.dirname, 'fake-job.mjs'),
  inspector: join(import.meta.dirname, '..', '..', 'jobs', 'process', 'testing', 'fake-inspector.mjs'),
};

/** Runs a test against a server of its own. */
export function withServer(
  use: (server: TestServer) => Promise<void>,
  options: Partial<ServerOptions> = {},
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const server = await startTestServer(folder, options);
    try {
      await use(server);
    } finally {
      await server.close();
    }
  });
}

/** Starts a server whose runs lie in `<folder>/runs`. */
export async function startTestServer(
  folder: string,
  options: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const runsDirectory = join(folder, 'runs');
  const running = await startServer({
    runsDirectory,
    version: '0.0.0-test',
    engineStatus: () => ({ backend: 'cpu', label: 'none', detail: '', reason: null, hint: null }),
    port: 0,
    entries,
    ...options,
  });
  const browser = browserOf(running);
  const close = async () => {
    browser.disconnect();
    await running.close();
  };
  return { ...running, folder, runsDirectory, ...browser, close };
}

/** What a browser does with a server that runs anywhere on this machine. */
export interface Browser {
  readonly host: string;
  /** A request with the headers given and no others. */
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** The cookie that the token is traded for, as a Cookie header. */
  cookie(): Promise<string>;
  /** A page's connection. */
  connect(): Promise<TRPCClient<AppRouter>>;
  /** Closes the pages' connections. */
  disconnect(): void;
}

/** A browser for a server. */
export function browserOf({ port, token }: Pick<RunningServer, 'port' | 'token'>): Browser {
  const host = `127.0.0.1:${port}`;
  const get: Browser['get'] = (path, headers = {}) => send(port, path, { host, ...headers });
  const cookie = async () => {
    const { headers } = await get(`/?token=${token}`);
    return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  };
  const sockets: { close(): unknown }[] = [];
  const connect = async () => {
    const header = await cookie();
    class PageSocket extends WebSocket {
      constructor(url: string) {
        super(url, { headers: { cookie: header, origin: `http://${host}` } });
      }
    }
    const socket = createWSClient({
      url: `ws://${host}/trpc`,
      WebSocket: PageSocket as unknown as typeof globalThis.WebSocket,
    });
    sockets.push(socket);
    return createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
  };
  const disconnect = () => {
    for (const socket of sockets) socket.close();
  };
  return { host, get, cookie, connect, disconnect };
}

/** A small dataset with splits. */
export async function writeDataset(folder: string, name = 'smears'): Promise<string> {
  const root = join(folder, name);
  await writeSampleDataset(root, { images: 4, width: 64, height: 64 });
  return root;
}

function send(port: number, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, setHost: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}
