// Tests of the lock between processes.
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockIsStale, withLock } from './lock.mjs';

/** No process has this number: it is past the largest that Linux and macOS give. */
const NO_PROCESS = 2 ** 30;
let folder;
let path;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boxwright-lock-'));
  path = join(folder, 'x.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const held = (pid, host = hostname()) => JSON.stringify({ pid, host });

it.each([
  ['a live holder', held(process.pid), 0, false],
  ['a dead holder', held(NO_PROCESS), 0, true],
  ['a holder on another machine, just heard of', held(NO_PROCESS, 'elsewhere'), 1000, false],
  ['a holder not heard of for long', held(process.pid), 60_000, true],
  ['a lock that is being written', '', 0, false],
])('%s', (_, content, age, expected) => {
  expect(lockIsStale(content, age)).toBe(expected);
});

it('lets one work at a time', async () => {
  const log = [];
  const work = (name) => async () => {
    log.push(`${name} starts`);
    await new Promise((resolve) => setImmediate(resolve));
    log.push(`${name} ends`);
  };
  await Promise.all([withLock(path, work('a')), withLock(path, work('b'))]);
  expect(log.map((entry) => entry.split(' ')[1])).toEqual(['starts', 'ends', 'starts', 'ends']);
  expect(await readdir(folder)).toEqual([]);
});

it('takes over from a dead holder, and releases after an error', async () => {
  await writeFile(path, held(NO_PROCESS));
  await expect(withLock(path, () => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed');
  expect(await readdir(folder)).toEqual([]);
});

it('stops waiting when cancelled', async () => {
  await writeFile(path, held(process.pid));
  await utimes(path, new Date(), new Date());
  const cancelled = AbortSignal.abort();
  await expect(withLock(path, async () => 1, { signal: cancelled })).rejects.toThrow('cancelled');
});
