// Writing the sample dataset: layout, reproducibility, refusal of folders that hold something else.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SAMPLE_MARKER } from './sample-folder.ts';
import { splitOf } from './sample-parameters.ts';
import { writeSampleDataset } from './write-sample.ts';

const SMALL = { images: 8, width: 160, height: 120 };
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sample-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function hashFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(path.relative(folder, file)).update(await readFile(file));
  return hash.digest('hex');
}

async function readRows(folder: string): Promise<number[][]> {
  const entries = await readdir(path.join(folder, 'labels'), { recursive: true });
  const texts = await Promise.all(
    entries
      .filter((name) => name.endsWith('.txt'))
      .map((name) => readFile(path.join(folder, 'labels', name), 'utf8')),
  );
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter((row) => row !== '')
      .map((row) => row.split(' ').map(Number)),
  );
}

describe('writeSampleDataset', () => {
  it('writes a YOLO folder: data.yaml, an image and a label file for each, three splits', async () => {
    const done: number[] = [];
    const folder = path.join(root, 'smear');
    const written = await writeSampleDataset(folder, { ...SMALL, onProgress: (p) => done.push(p.done) });
    expect(written).toEqual({ folder, reused: false, images: 8 });
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(parse(await readFile(path.join(folder, 'data.yaml'), 'utf8'))).toEqual({
      train: 'images/train',
      val: 'images/val',
      test: 'images/test',
      nc: 3,
      names: { 0: 'RBC', 1: 'WBC', 2: 'Platelets' },
    });
    for (const [split, count] of [
      ['train', 6],
      ['val', 1],
      ['test', 1],
    ] as const) {
      const images = await readdir(path.join(folder, 'images', split));
      const labels = await readdir(path.join(folder, 'labels', split));
      expect(images).toHaveLength(count);
      expect(labels).toEqual(images.map((name) => name.replace('.jpg', '.txt')));
    }
    const { width, height, format } = await sharp(path.join(folder, 'images/val/smear-0007.jpg')).metadata();
    expect({ width, height, format }).toEqual({ width: 160, height: 120, format: 'jpeg' });
    expect(await readdir(root)).toEqual(['smear']);
  });

  it('writes labels within [0, 1], with every class present', async () => {
    await writeSampleDataset(path.join(root, 'a'), { ...SMALL, images: 12 });
    const rows = await readRows(path.join(root, 'a'));
    expect(new Set(rows.map((row) => row[0]))).toEqual(new Set([0, 1, 2]));
    for (const [, cx, cy, width, height] of rows as [number, number, number, number, number][]) {
      expect(Math.min(width, height)).toBeGreaterThan(0);
      expect(Math.min(cx - width / 2, cy - height / 2)).toBeGreaterThan(-1e-6);
      expect(Math.max(cx + width / 2, cy + height / 2)).toBeLessThan(1 + 1e-6);
    }
  });

  it('writes the same bytes for the same seed, and others for another', async () => {
    const hashes = [];
    for (const [name, seed] of [
      ['a', 3],
      ['b', 3],
      ['c', 4],
    ] as const) {
      const { folder } = await writeSampleDataset(path.join(root, name), { ...SMALL, images: 3, seed });
      hashes.push(await hashFolder(folder));
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it('reuses a folder that holds the same sample and fills an empty one', async () => {
    const folder = path.join(root, 'deep', 'smear');
    await mkdir(folder, { recursive: true });
    expect((await writeSampleDataset(folder, SMALL)).reused).toBe(false);
    const before = await hashFolder(folder);
    expect((await writeSampleDataset(folder, SMALL)).reused).toBe(true);
    expect(await hashFolder(folder)).toBe(before);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const controller = new AbortController();
    const writing = writeSampleDataset(path.join(root, 'a'), {
      ...SMALL,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 2) controller.abort();
      },
    });
    await expect(writing).rejects.toThrow(/abort/);
    expect(await readdir(root)).toEqual([]);
  });
});

describe('writeSampleDataset refuses', () => {
  it('a folder with something else in it', async () => {
    await writeFile(path.join(root, 'holiday.jpg'), '');
    await expect(writeSampleDataset(root, SMALL)).rejects.toMatchObject({ code: 'sample-target-not-empty' });
    expect(await readdir(root)).toEqual(['holiday.jpg']);
  });

  it('a file', async () => {
    const file = path.join(root, 'file');
    await writeFile(file, '');
    await expect(writeSampleDataset(file, SMALL)).rejects.toMatchObject({
      code: 'sample-target-not-a-folder',
    });
  });

  it('a folder under a file', async () => {
    await writeFile(path.join(root, 'file'), '');
    await expect(writeSampleDataset(path.join(root, 'file', 'smear'), SMALL)).rejects.toMatchObject({
      name: 'UserError',
    });
  });

  it('a sample with other settings, or one that was changed', async () => {
    const folder = path.join(root, 'a');
    await writeSampleDataset(folder, { ...SMALL, images: 3 });
    const refused = { code: 'sample-target-not-empty' };
    await expect(writeSampleDataset(folder, { ...SMALL, images: 3, seed: 1 })).rejects.toMatchObject(refused);
    await rm(path.join(folder, 'images/val/smear-0002.jpg'));
    await expect(writeSampleDataset(folder, { ...SMALL, images: 3 })).rejects.toMatchObject(refused);
    expect(await readdir(folder)).toContain(SAMPLE_MARKER);
  });

  it.each([
    ['images', { images: 2 }],
    ['width', { width: 20 }],
    ['height', { height: 100.5 }],
    ['seed', { seed: NaN }],
  ])('%s out of range', async (name, options) => {
    const writing = writeSampleDataset(path.join(root, 'a'), options);
    await expect(writing).rejects.toMatchObject({
      code: 'sample-option-invalid',
      message: expect.stringContaining(name) as string,
    });
  });
});

describe('splitOf', () => {
  it('deals 70, 15 and 15 percent', () => {
    const count = { train: 0, val: 0, test: 0 };
    for (let i = 0; i < 240; i++) count[splitOf(i, 240)]++;
    expect(count).toEqual({ train: 168, val: 36, test: 36 });
  });

  it('gives every split an image', () => {
    expect([0, 1, 2].map((i) => splitOf(i, 3))).toEqual(['train', 'val', 'test']);
  });
});
