// Samples: boxes at input size, batches in order, decoding once, and images that cannot be read.
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageRecord } from '../../contract/dataset.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { makeSampleFolder } from '../testing/sample-runs.ts';
import { SampleSource, type KeptBytes } from './sample-source.ts';

const INPUT = { width: 64, height: 64 };
let root: string;
let records: ImageRecord[];
let remove: () => Promise<void>;
let source: SampleSource;

beforeAll(async () => {
  const sample = await makeSampleFolder();
  remove = sample.remove;
  root = sample.dataset;
  records = (await openDataset(root)).images.slice(0, 5);
});
afterAll(() => remove());
beforeEach(() => {
  source = new SampleSource(root, INPUT);
});
afterEach(() => source.close());

/** A source with other limits, closed after the work. */
async function withSource(kept: KeptBytes, work: (source: SampleSource) => Promise<void>): Promise<void> {
  const limited = new SampleSource(root, INPUT, kept);
  try {
    await work(limited);
  } finally {
    await limited.close();
  }
}

async function batchesOf(list: readonly ImageRecord[], size: number): Promise<string[][]> {
  const found: string[][] = [];
  for await (const batch of source.batches(list, size)) found.push(batch.map(({ record }) => record.imageId));
  return found;
}

it('gives pixels and boxes at input size, ignore regions apart', async () => {
  const [first] = records;
  const [trained, ignored] = first!.groundTruth;
  const record: ImageRecord = { ...first!, groundTruth: [trained!, { ...ignored!, ignore: 'difficult' }] };
  const sample = await source.load(record);
  expect(sample!.pixels).toHaveLength(64 * 64 * 3);
  // 128 x 96 px: half, with bars of 8 px above and below.
  const half = ({ box }: typeof trained & object) => ({
    x1: box.x1 / 2,
    y1: box.y1 / 2 + 8,
    x2: box.x2 / 2,
    y2: box.y2 / 2 + 8,
  });
  expect(sample!.objects).toEqual({
    boxes: [half(trained!)],
    classIndexes: [trained!.classIndex],
    ignored: [half(ignored!)],
  });
});

const PICTURE = INPUT.width * INPUT.height * 3;

it('decodes an image once while there is room for it, and gives the same pixels without room', async () => {
  const once = await source.load(records[0]!);
  expect((await source.load(records[0]!))!.pixels).toBe(once!.pixels);
  await withSource({ memory: 0, disk: 0 }, async (roomless) => {
    const [a, b] = [await roomless.load(records[0]!), await roomless.load(records[0]!)];
    expect(a!.pixels).not.toBe(b!.pixels);
    expect(Buffer.compare(a!.pixels, once!.pixels)).toBe(0);
  });
});

it('takes from memory, then from disk, and decodes only what found no room', async () => {
  const [inMemory, onDisk, nowhere] = records as [ImageRecord, ImageRecord, ImageRecord];
  await withSource({ memory: PICTURE, disk: PICTURE }, async (limited) => {
    const first = [await limited.load(inMemory), await limited.load(onDisk), await limited.load(nowhere)];
    const files = [inMemory, onDisk, nowhere].map(({ file }) => join(root, file));
    for (const file of files) await rename(file, `${file}.away`);
    try {
      expect((await limited.load(inMemory))!.pixels).toBe(first[0]!.pixels);
      expect(Buffer.compare((await limited.load(onDisk))!.pixels, first[1]!.pixels)).toBe(0);
      expect(await limited.load(nowhere)).toBeNull();
      expect(limited.takeProblems()).toEqual([expect.stringContaining('does not exist. It is left out.')]);
    } finally {
      for (const file of files) await rename(`${file}.away`, file);
    }
  });
});

it('gives batches in order, the last as short as it is', async () => {
  const ids = records.map(({ imageId }) => imageId);
  expect(await batchesOf(records, 2)).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  expect(await batchesOf([], 2)).toEqual([]);
});

describe('an image that cannot be read', () => {
  const broken = (): ImageRecord => ({ ...records[0]!, imageId: 'broken', file: 'broken.jpg' });

  it('is left out of its batch and told of once', async () => {
    await writeFile(join(root, 'broken.jpg'), 'not a picture');
    expect(await batchesOf([records[1]!, broken(), records[2]!], 3)).toEqual([
      [records[1]!.imageId, records[2]!.imageId],
    ]);
    expect(source.takeProblems()).toEqual([expect.stringMatching(/broken\.jpg.* It is left out\.$/)]);
    expect(await batchesOf([broken()], 1)).toEqual([[]]);
    expect(source.takeProblems()).toEqual([]);
    expect([...source.unreadable.keys()]).toEqual(['broken']);
  });
});
