// A lock file between processes: held with a heartbeat, taken over when its holder is dead.
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { abortError } from './run-command.mjs';

const HEARTBEAT_MILLISECONDS = 2000;
const STALE_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 300;

function processIsAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Whether a lock with this content and age has lost its holder. */
export function lockIsStale(content, ageMilliseconds) {
  if (ageMilliseconds > STALE_MILLISECONDS) return true;
  try {
    const { pid, host } = JSON.parse(content);
    return host === hostname() && !processIsAlive(pid);
  } catch {
    return false; // being written at this moment; if not, its age tells soon
  }
}

async function removeIfStale(path) {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    if (!lockIsStale(content, Date.now() - mtimeMs)) return;
    const aside = `${path}.stale-${process.pid}`;
    await rename(path, aside);
    // Between the look and the rename, another waiter may have taken over: then it gets its lock back.
    const taken = await readFile(aside, 'utf8');
    if (taken !== content) await link(aside, path).catch(() => {});
    await rm(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

async function tryAcquire(path, content) {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Runs `work` while holding the lock at `path`; waits for another holder.
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{signal?: AbortSignal, onWait?: () => void}} [options] `onWait` is called once if there is someone to wait for
 * @template T
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { signal, onWait } = {}) {
  const content = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 0; !(await tryAcquire(path, content)); attempt++) {
    if (signal?.aborted) throw abortError();
    if (attempt === 0) onWait?.();
    await removeIfStale(path);
    await delay(POLL_MILLISECONDS);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // a lost lock is noticed at release
  }, HEARTBEAT_MILLISECONDS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    const current = await readFile(path, 'utf8').catch(() => '');
    if (current === content) await rm(path, { force: true });
  }
}
