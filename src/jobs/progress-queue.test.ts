// Progress as events: the latest wins, ten a second at most, and the last is never lost.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JobEventPayload } from '../contract/job-events.ts';
import { PROGRESS_INTERVAL_MS, ProgressQueue } from './progress-queue.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (done: number) => ({ phase: 'evaluate', done, total: 9, unit: 'images' }) as const;

/** Pushes each number after its pause in ms, and says which arrive. */
async function arrivals(pushes: readonly [pause: number, done: number][], fail = false): Promise<number[]> {
  const queue = new ProgressQueue();
  const work = (async () => {
    for (const [pause, done] of pushes) {
      await vi.advanceTimersByTimeAsync(pause);
      queue.push(at(done));
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
    if (fail) throw new Error('the work failed');
  })();
  const events: JobEventPayload[] = [];
  for await (const event of queue.until(work)) events.push(event);
  if (fail) await expect(work).rejects.toThrow('the work failed');
  return events.map((event) => (event as { done: number }).done);
}

it('passes on what comes slowly', async () => {
  const slow = PROGRESS_INTERVAL_MS + 1;
  expect(
    await arrivals([
      [slow, 1],
      [slow, 2],
      [slow, 3],
    ]),
  ).toEqual([1, 2, 3]);
});

it('keeps the latest of what comes fast, and hands out the last at the end', async () => {
  expect(
    await arrivals([
      [1, 1],
      [1, 2],
      [1, 3],
      [PROGRESS_INTERVAL_MS, 4],
      [1, 5],
      [1, 6],
    ]),
  ).toEqual([1, 4, 6]);
});

it('is silent without progress', async () => {
  expect(await arrivals([])).toEqual([]);
});

it("hands out what was left, and leaves the work's error to who awaits it", async () => {
  expect(
    await arrivals(
      [
        [1, 1],
        [1, 2],
      ],
      true,
    ),
  ).toEqual([1, 2]);
});
