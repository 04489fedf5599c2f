// Checks in front of every request, WebSockets included: Host, Origin, then token or cookie; headers on every answer.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isAllowedHost, isSameOrigin } from './hosts.ts';
import { CONTINUE_SCRIPT, continuePage, deniedPage } from './pages.ts';
import type { Secret } from './token.ts';

/** No inline script, nothing from elsewhere. Styles may stand in the page: charts bring theirs along. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Path of the only script that is served without a cookie. */
const CONTINUE_PATH = '/continue.js';

/** Installs the checks; must come before any route. Needs @fastify/cookie. */
export function guard(server: FastifyInstance, secret: Secret, boundHost: string): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const { host, origin } = request.headers;
    if (!isAllowedHost(host, boundHost)) {
      return deny(reply, 403, 'This name is not one that the server answers to.');
    }
    if (origin !== undefined ? !isSameOrigin(origin, host) : isWebSocket(request)) {
      return deny(reply, 403, 'Requests from other origins are refused.');
    }
    if (pathOf(request) === CONTINUE_PATH) return;
    if (hasToken(request, secret)) return enter(request, reply, secret);
    if (secret.isCookie(request.cookies[secret.cookieName])) return;
    if (isNavigationFromElsewhere(request)) return reply.type('text/html').send(continuePage(CONTINUE_PATH));
    return deny(
      reply,
      401,
      'Open the address that was printed when the server started: it carries the token.',
    );
  });
  server.get(CONTINUE_PATH, (_request, reply) => reply.type('text/javascript').send(CONTINUE_SCRIPT));
}

const isWebSocket = (request: FastifyRequest): boolean => request.headers.upgrade !== undefined;

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

function hasToken(request: FastifyRequest, secret: Secret): boolean {
  const { token } = request.query as Record<string, unknown>;
  return request.method === 'GET' && !isWebSocket(request) && secret.isToken(token);
}

/** Trades the token for a cookie, and leaves it out of the address. */
function enter(request: FastifyRequest, reply: FastifyReply, secret: Secret): FastifyReply {
  void reply.setCookie(secret.cookieName, secret.cookieValue, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
  });
  return reply.header('Cache-Control', 'no-store').redirect(pathOf(request), 303);
}

/**
 * A link followed from another page or program: browsers then hold a strict cookie back, although there may be one. The
 * page that is sent asks again by itself, and then the cookie comes along or is missing for good.
 */
function isNavigationFromElsewhere(request: FastifyRequest): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers;
  return request.method === 'GET' && mode === 'navigate' && site === 'cross-site';
}

function deny(reply: FastifyReply, status: 401 | 403, reason: string): FastifyReply {
  return reply.code(status).header('Cache-Control', 'no-store').type('text/html').send(deniedPage(reason));
}
