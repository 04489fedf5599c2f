// A dataset survives being packed: image by image, as a whole, and through the cache while no file changes.
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, DatasetProblem, ImageRecord } from '../../contract/dataset.ts';
import { openDataset, openPackedDataset } from './open-dataset.ts';
import { countProblemsAt, packDataset, problemsAt, recordAt, unpackDataset } from './packed-dataset.ts';

const problem = (message: string, imageId?: string): DatasetProblem => ({
  code: 'box-tiny',
  severity: 'note',
  message,
  file: 'x.txt',
  ...(imageId === undefined ? {} : { imageId }),
});
const image = (imageId: string, more: Partial<ImageRecord> = {}): ImageRecord => ({
  imageId,
  file: imageId,
  width: 64,
  height: 48,
  split: 'train',
  groundTruth: [],
  ...more,
});
const dataset: Dataset = {
  root: '/d',
  name: 'd',
  format: 'coco',
  classes: ['cat', 'dog'],
  categoryIds: [3, 7],
  splits: ['train', 'val'],
  splitSource: 'files',
  images: [
    image('a.jpg', {
      externalId: 5,
      groundTruth: [
        { box: { x1: 0.1, y1: 0.2, x2: 10.3, y2: 20.7 }, classIndex: 1, area: 200.5 },
        { box: { x1: 1, y1: 2, x2: 3, y2: 4 }, classIndex: 0, area: 4, ignore: 'crowd' },
      ],
    }),
    image('caf\u00e9.jpg', { file: 'cafe\u0301.jpg', split: 'val' }),
    image('c.jpg', {
      groundTruth: [{ box: { x1: 1, y1: 2, x2: 3, y2: 4 }, classIndex: 0, area: 4, ignore: 'difficult' }],
    }),
  ],
  problems: [
    problem('of c', 'c.jpg'),
    problem('of none'),
    problem('of a, with a\nbreak', 'a.jpg'),
    problem('of an image that was left out', 'gone.jpg'),
    problem('of c again', 'c.jpg'),
  ],
  fingerprint: 'f',
};

describe('a packed dataset', () => {
  const packed = packDataset(dataset);

  it('is what it was when it is unpacked', () => {
    expect(unpackDataset(packed)).toEqual(dataset);
    expect(unpackDataset(structuredClone(packed))).toEqual(dataset);
  });

  it('is read image by image', () => {
    dataset.images.forEach((record, i) => {
      const own = dataset.problems.filter(({ imageId }) => imageId === record.imageId);
      expect(recordAt(packed, i)).toEqual(record);
      expect(problemsAt(packed, i)).toEqual(own);
      expect(countProblemsAt(packed, i)).toBe(own.length);
    });
  });
});

describe('a folder of thousands of files', () => {
  const IMAGES = 2600;
  /** A picture of one grey pixel in BMP is small and quick to write; the sizes differ, so no two are alike. */
  const pgm = (i: number) => `P5 ${20 + (i % 40)} ${20 + Math.floor(i / 40)} 255\n`;
  let folder: string;
  let cache: string;
  const before = process.env.BOXWRIGHT_CACHE;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'boxwright-test-'));
    cache = await mkdtemp(join(tmpdir(), 'boxwright-test-'));
    process.env.BOXWRIGHT_CACHE = cache;
    for (let i = 0; i < IMAGES; i++) {
      const [width, height] = [20 + (i % 40), 20 + Math.floor(i / 40)];
      await writeFile(
        join(folder, `${i}.pgm`),
        Buffer.concat([Buffer.from(pgm(i)), Buffer.alloc(width * height, i)]),
      );
      await writeFile(join(folder, `${i}.txt`), `0 0.5 0.5 0.5 0.5\n`);
    }
    await writeFile(join(folder, 'classes.txt'), 'cell\n');
  }, 60_000);
  afterAll(async () => {
    if (before === undefined) delete process.env.BOXWRIGHT_CACHE;
    else process.env.BOXWRIGHT_CACHE = before;
    await rm(folder, { recursive: true });
    await rm(cache, { recursive: true });
  });

  it('shows its first images early, opens again without reading, and reads again what has changed', async () => {
    const first: (readonly ImageRecord[])[] = [];
    const phases = new Set<string>();
    const open = () => {
      phases.clear();
      const onProgress = ({ phase }: { phase: string }) => void phases.add(phase);
      return openPackedDataset(folder, { onProgress, onFirst: (images) => void first.push(images) });
    };
    const opened = await open();
    expect(phases).toContain('images');
    expect(first[0]!.length).toBeGreaterThan(20);
    expect(first[0]![0]!.groundTruth).toHaveLength(1);
    const whole = unpackDataset(opened.packed);
    expect(whole.images).toHaveLength(IMAGES);

    const again = await open();
    expect([...phases]).toEqual(['files']);
    expect(again).toEqual(opened);
    expect(await openDataset(folder)).toEqual(whole);
    expect(first).toHaveLength(1);

    await writeFile(join(folder, '7.txt'), '0 0.5 0.5 0.4 0.4\n');
    const changed = unpackDataset((await open()).packed);
    expect(phases).toContain('images');
    expect(changed.fingerprint).not.toBe(whole.fingerprint);
    await utimes(join(folder, '8.pgm'), new Date(0), new Date(0));
    await open();
    expect(phases).toContain('images');
  }, 60_000);
});
