// Finding a port for the server.
import type { FastifyInstance } from 'fastify';
import { UserError } from '../core/user-error.ts';

/** Where the server is looked for when no port is named. */
export const DEFAULT_PORT = 4321;
/** Ports tried after the default one before the system chooses. */
const PORTS_TRIED = 20;

/**
 * Listens on the port that is named (0: whichever is free), else on the default one or the next free one.
 * @returns the port
 * @throws UserError when a named port or the host cannot be had
 */
export async function listen(
  server: FastifyInstance,
  host: string,
  port: number | undefined,
): Promise<number> {
  const candidates =
    port === undefined ? [...Array.from({ length: PORTS_TRIED }, (_, i) => DEFAULT_PORT + i), 0] : [port];
  for (const candidate of candidates) {
    try {
      await server.listen({ host, port: candidate });
      const address = server.server.address();
      return address !== null && typeof address === 'object' ? address.port : candidate;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && candidate !== candidates.at(-1)) continue;
      throw describe(error, code, host, candidate);
    }
  }
  throw new Error('No port was tried');
}

function describe(error: unknown, code: string | undefined, host: string, port: number): unknown {
  if (code === 'EADDRINUSE') {
    return new UserError({
      code: 'port-in-use',
      message: `Port ${port} on ${host} is in use by another program.`,
      hint: 'Name another port, or none: then a free one is found.',
    });
  }
  if (code === 'EACCES') {
    return new UserError({
      code: 'port-forbidden',
      message: `Port ${port} may not be used by this account.`,
      hint: 'Name a port above 1023.',
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new UserError({
      code: 'host-unknown',
      message: `${host} is no address of this machine.`,
      hint: 'Use 127.0.0.1 (this machine only) or 0.0.0.0 (every network).',
    });
  }
  return error;
}
