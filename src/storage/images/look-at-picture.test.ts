// Pictures that are as they were, gone, of another size, or no pictures any more.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { withTemporaryFolder } from '../runs/testing/example-run.ts';
import { withContentHashes } from './content-hash.ts';
import { lookAtPicture } from './look-at-picture.ts';

const record = { file: 'a.png', width: 12, height: 8 };
const paint = (path: string, width: number, height: number, background = 'red') =>
  sharp({ create: { width, height, channels: 3, background } }).toFile(path);

it('says of a picture whether it is what was evaluated', () =>
  withTemporaryFolder(async (root) => {
    const path = join(root, 'a.png');
    await paint(path, 12, 8);
    expect(await lookAtPicture(root, record)).toEqual({ state: 'ok', path, message: null });
    await paint(path, 8, 12);
    expect(await lookAtPicture(root, record)).toEqual({
      state: 'changed',
      path,
      message: `${path} has changed since the evaluation: it was 12 x 8 px, and is 8 x 12 px.`,
    });
    await writeFile(path, 'no picture');
    expect(await lookAtPicture(root, record)).toMatchObject({
      state: 'changed',
      message: expect.stringContaining(path) as string,
    });
    await rm(path);
    expect(await lookAtPicture(root, record)).toMatchObject({
      state: 'missing',
      message: `${path} does not exist.`,
    });
    const gone = join(root, 'moved');
    expect(await lookAtPicture(gone, record)).toMatchObject({
      state: 'dataset-moved',
      path: join(gone, 'a.png'),
      message: expect.stringContaining(gone) as string,
    });
  }));

it('notices another picture of the same size, where the evaluation remembers the one that it saw', () =>
  withTemporaryFolder(async (root) => {
    const path = join(root, 'a.png');
    await paint(path, 12, 8);
    const images = [{ ...record, imageId: 'a.png', split: 'val', groundTruth: [] }];
    const [evaluated] = await withContentHashes(root, images, Date.now() + 1000);
    expect(await lookAtPicture(root, evaluated!)).toEqual({ state: 'ok', path, message: null });
    await paint(path, 12, 8, 'blue');
    expect(await lookAtPicture(root, evaluated!)).toEqual({
      state: 'changed',
      path,
      message: `${path} has changed since the evaluation: the boxes are those of the picture it was.`,
    });
    expect(await lookAtPicture(root, record)).toMatchObject({ state: 'ok' });
  }));

it('remembers nothing of a file that was written after images were decoded, or is gone', () =>
  withTemporaryFolder(async (root) => {
    const images = ['a.png', 'gone.png'].map((file) => ({
      ...record,
      file,
      imageId: file,
      split: 'val',
      groundTruth: [],
    }));
    await paint(join(root, 'a.png'), 12, 8);
    expect(await withContentHashes(root, images, Date.now() - 60_000)).toEqual(images);
  }));
