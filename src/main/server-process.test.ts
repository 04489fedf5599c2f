// The server as a child process: the ready line, a server that does not start, the end.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startServerProcess } from './server-process.ts';

const script = join(import.meta.dirname, 'testing', 'fake-cli.mjs');
const start = (what: string) => startServerProcess({ node: process.execPath, args: [script, what] });

describe('startServerProcess', () => {
  test('reads the address, and ends the process', async () => {
    const server = await start('serve');
    expect(server.url).toBe('http://127.0.0.1:1/?token=1');
    await server.stop();
    await server.ended;
  });

  test('repeats the last words of a server that does not start', async () => {
    await expect(start('fail')).rejects.toThrow('port 1 may not be used');
  });

  test('says when there is no such program', async () => {
    await expect(startServerProcess({ node: '/no/such/node', args: [] })).rejects.toThrow('ENOENT');
  });
});
