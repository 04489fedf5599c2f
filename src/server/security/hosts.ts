// Which Host and Origin headers are ours: the defence against DNS rebinding and against other sites' pages.
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Host name of a Host header or an origin's authority, without port and brackets, in lower case; null if malformed. */
function hostNameOf(authority: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d+)?$/i.exec(authority);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));

/**
 * Whether a Host header may be answered. The port is free, since an SSH tunnel changes it. A server on loopback answers
 * to loopback's names. One that was told to listen elsewhere also answers to numeric addresses, which cannot be rebound,
 * to the host that it was given and to the machine's own name.
 */
export function isAllowedHost(header: string | undefined, boundHost: string): boolean {
  const name = header === undefined ? null : hostNameOf(header);
  if (name === null) return false;
  if (isLoopback(name)) return true;
  if (isLoopback(boundHost.toLowerCase())) return false;
  const own = hostname().toLowerCase();
  return isIP(name) !== 0 || name === boundHost.toLowerCase() || name === own || name === `${own}.local`;
}

/** Whether an Origin header names the very host and port that the request went to. */
export function isSameOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
