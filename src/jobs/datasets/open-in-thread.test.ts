// A dataset opened on a thread: the same as without one, first read and then taken from the cache; mistakes and an early end.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { unpackDataset } from '../../storage/datasets/packed-dataset.ts';
import { openInThread } from './open-in-thread.ts';

/** With their labels as many files as are worth a place in the cache. */
const IMAGES = 2500;
let folder: string;
let cache: string;
const before = process.env.BOXWRIGHT_CACHE;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boxwright-test-'));
  cache = await mkdtemp(join(tmpdir(), 'boxwright-test-'));
  process.env.BOXWRIGHT_CACHE = cache;
  for (let i = 0; i < IMAGES; i++) {
    const [width, height] = [20 + (i % 50), 20 + Math.floor(i / 50)];
    const header = Buffer.from(`P5 ${width} ${height} 255\n`);
    await writeFile(join(folder, `${i}.pgm`), Buffer.concat([header, Buffer.alloc(width * height, i)]));
    await writeFile(join(folder, `${i}.txt`), '0 0.5 0.5 0.5 0.5\n');
  }
  await writeFile(join(folder, 'classes.txt'), 'cell\n');
}, 60_000);
afterAll(async () => {
  if (before === undefined) delete process.env.BOXWRIGHT_CACHE;
  else process.env.BOXWRIGHT_CACHE = before;
  await rm(folder, { recursive: true });
  await rm(cache, { recursive: true });
});

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
  const reading = open(folder);
  const read = unpackDataset((await reading.opened).packed);
  expect(reading.seen.first).toBeGreaterThan(20);
  const cached = open(folder);
  const { packed, summary } = await cached.opened;
  expect(cached.seen.first).toBe(0);
  expect(unpackDataset(packed)).toEqual(read);
  expect(summary.images).toBe(IMAGES);
  expect(await openDataset(folder)).toEqual(read);
}, 60_000);

it('hands on a mistake', async () => {
  await expect(open(join(folder, 'nowhere')).opened).rejects.toMatchObject({ code: 'dataset-not-found' });
});

it('ends when it is told to', async () => {
  const stop = new AbortController();
  const { opened } = open(folder, stop.signal);
  stop.abort(new Error('enough'));
  await expect(opened).rejects.toThrow('enough');
});
