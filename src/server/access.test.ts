// Who is let in: tokens, cookies, Host and Origin headers, for pages, pictures and sockets.
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { isAllowedHost, isSameOrigin } from './security/hosts.ts';
import { withServer, type TestServer } from './testing/test-server.ts';

/** How the server answers an attempt to open a socket. */
function openSocket({ host }: TestServer, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${host}/trpc`, { headers });
    socket.on('open', () => {
      resolve(101);
      socket.close();
    });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
}

describe('access', () => {
  test('nothing is answered without the token', () =>
    withServer(async (server) => {
      for (const path of ['/', '/?token=wrong', '/?token=', '/image/x?id=y', '/favicon.svg', '/nowhere']) {
        const { status, body } = await server.get(path);
        expect(status, path).toBe(401);
        expect(body.toString()).not.toContain(server.token);
      }
    }));

  test('the token is traded for a cookie and leaves the address', () =>
    withServer(async (server) => {
      const { status, headers } = await server.get(`/?token=${server.token}`);
      expect(status).toBe(303);
      expect(headers.location).toBe('/');
      const [cookie = ''] = headers['set-cookie'] ?? [];
      expect(cookie).toContain('HttpOnly');
      expect(cookie).toContain('SameSite=Strict');
      expect(cookie).not.toContain(server.token);
      const entered = await server.get('/', { cookie: await server.cookie() });
      expect([200, 503]).toContain(entered.status); // 503 where the page was not built.
    }));

  test('every answer carries the policies', () =>
    withServer(async (server) => {
      const { headers } = await server.get('/');
      expect(headers['content-security-policy']).toContain("script-src 'self';");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }));

  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '', '0.0.0.0'])(
    'a request to the name %j is refused, cookie or not',
    (host) =>
      withServer(async (server) => {
        const { status } = await server.get('/', { host, cookie: await server.cookie() });
        // Node itself refuses a request without a Host.
        expect([400, 403]).toContain(status);
      }),
  );

  test('a tunnel may change the port', () =>
    withServer(async (server) => {
      expect((await server.get('/', { host: 'localhost:8888' })).status).toBe(401);
    }));

  test('a request from another origin is refused, cookie or not', () =>
    withServer(async (server) => {
      const cookie = await server.cookie();
      const other = `http://127.0.0.1:${server.port + 1}`;
      for (const origin of ['http://evil.example', 'null', other]) {
        expect((await server.get('/', { origin, cookie })).status, origin).toBe(403);
      }
    }));

  test('a socket needs cookie and Origin', () =>
    withServer(async (server) => {
      const cookie = await server.cookie();
      const origin = `http://${server.host}`;
      expect(await openSocket(server, { cookie, origin })).toBe(101);
      expect(await openSocket(server, { origin })).toBe(401);
      expect(await openSocket(server, { cookie })).toBe(403);
      expect(await openSocket(server, { cookie, origin: 'http://evil.example' })).toBe(403);
      expect(await openSocket(server, { cookie: 'boxwright=x', origin })).toBe(401);
    }));

  test('a link followed from elsewhere asks again from our own origin', () =>
    withServer(async (server) => {
      const elsewhere = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
      const { status, body } = await server.get('/', elsewhere);
      expect(status).toBe(200);
      expect(body.toString()).toContain('<script src="/continue.js">');
      expect((await server.get('/continue.js')).headers['content-type']).toContain('text/javascript');
      expect((await server.get('/image/x?id=y', { 'sec-fetch-site': 'cross-site' })).status).toBe(401);
    }));
});

describe('isAllowedHost', () => {
  test.each([
    ['localhost:4321', '127.0.0.1', true],
    ['[::1]:4321', '127.0.0.1', true],
    ['192.168.1.5:4321', '127.0.0.1', false],
    [`${hostname()}:4321`, '127.0.0.1', false],
    ['192.168.1.5:4321', '0.0.0.0', true],
    [`${hostname()}:4321`, '0.0.0.0', true],
    ['gpu.example:4321', 'gpu.example', true],
    ['evil.example', '0.0.0.0', false],
    ['localhost.evil.example', '0.0.0.0', false],
    [undefined, '0.0.0.0', false],
  ])('%s on a server at %s: %s', (header, bound, allowed) =>
    expect(isAllowedHost(header, bound)).toBe(allowed),
  );
});

test('isSameOrigin compares host and port', () => {
  expect(isSameOrigin('http://localhost:1', 'localhost:1')).toBe(true);
  expect(isSameOrigin('https://localhost:1', 'localhost:1')).toBe(true);
  expect(isSameOrigin('http://localhost:2', 'localhost:1')).toBe(false);
  expect(isSameOrigin('http://localhost:1', undefined)).toBe(false);
});
