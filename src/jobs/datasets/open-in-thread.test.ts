// A dataset opened on a thread: the same as without one, first read and then taken from the cache; mistakes and an early end.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { unpackDataset } from '../../storage/datasets/packed-dataset.ts';
import { makeLargeFolder, type LargeFolder } from '../../storage/datasets/testing/large-folder.ts';
import { openInThread } from './open-in-thread.ts';

let large: LargeFolder;
beforeAll(async () => {
  large = await makeLargeFolder();
}, 60_000);
afterAll(() => large.remove());

const open = (root: string, signal: AbortSignal = new AbortController().signal) => {
  const seen = { first: 0, progress: 0 };
  const opened = openInThread(root, {
    signal,
    onProgress: () => seen.progress++,
    onFirst: (images) => (seen.first += images.length),
  });
  return { seen, opened };
};

it('is the same as without a thread, also from the cache', async () => {
  const reading = open(large.folder);
  const read = unpackDataset((await reading.opened).packed);
  expect(reading.seen.first).toBeGreaterThan(20);
  const cached = open(large.folder);
  const { packed, summary } = await cached.opened;
  expect(cached.seen.first).toBe(0);
  expect(unpackDataset(packed)).toEqual(read);
  expect(summary.images).toBe(large.images);
  expect(await openDataset(large.folder)).toEqual(read);
}, 60_000);

it('hands on a mistake', async () => {
  await expect(open(join(large.folder, 'nowhere')).opened).rejects.toMatchObject({
    code: 'dataset-not-found',
  });
});

it('ends when it is told to', async () => {
  const stop = new AbortController();
  const { opened } = open(large.folder, stop.signal);
  stop.abort(new Error('enough'));
  await expect(opened).rejects.toThrow('enough');
});
