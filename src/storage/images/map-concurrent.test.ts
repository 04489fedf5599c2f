import { describe, expect, it } from 'vitest';
import { mapConcurrent } from './map-concurrent.ts';

describe('mapConcurrent', () => {
  it('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const results = await mapConcurrent(
      [3, 1, 2, 0, 5],
      async (value) => {
        most = Math.max(most, ++running);
        for (let i = 0; i < value; i++) await Promise.resolve();
        running--;
        return value * 10;
      },
      { limit: 2, onDone: (count) => done.push(count) },
    );
    expect(results).toEqual([30, 10, 20, 0, 50]);
    expect(most).toBe(2);
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });

  it('starts nothing more after a failure', async () => {
    let started = 0;
    const work = (): Promise<never> => {
      started++;
      return Promise.reject(new Error('broken'));
    };
    await expect(mapConcurrent([1, 2, 3, 4], work, { limit: 1 })).rejects.toThrow('broken');
    expect(started).toBe(1);
  });

  it('stops when it is told to, and takes no items', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(mapConcurrent([1], () => Promise.resolve(1), { signal })).rejects.toThrow('enough');
    expect(await mapConcurrent([], () => Promise.resolve(1))).toEqual([]);
  });
});
