// The contract's calls over one WebSocket at /trpc.
import websocket from '@fastify/websocket';
import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import type { FastifyInstance } from 'fastify';
import { appRouter } from '../router.ts';
import { userErrorOf } from '../trpc.ts';
import type { Workbench } from '../workbench.ts';

/** Largest message that a page may send: a recipe with all its anchors is a few kilobytes. */
const LARGEST_MESSAGE_BYTES = 1 << 20;

/** Must come before the guard: the plugin drops the connection of a refused socket only if its own hook ran first. */
export async function addWebSockets(server: FastifyInstance): Promise<void> {
  await server.register(websocket, { options: { maxPayload: LARGEST_MESSAGE_BYTES } });
}

/** Adds the route. The checks of every request have happened when a socket is opened. */
export function addCalls(server: FastifyInstance, workbench: Workbench): void {
  const handle = getWSConnectionHandler({
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the plugin's types name the same class by another way
    wss: server.websocketServer,
    router: appRouter,
    createContext: () => workbench,
    keepAlive: { enabled: true },
    onError: ({ error }) => {
      const { cause, code } = error;
      if (code === 'INTERNAL_SERVER_ERROR' && userErrorOf(cause) === null && cause?.name !== 'AbortError') {
        workbench.onBug(cause ?? error);
      }
    },
  });
  server.get('/trpc', { websocket: true }, (socket, request) => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- as above
    handle(socket, request.raw);
  });
}
