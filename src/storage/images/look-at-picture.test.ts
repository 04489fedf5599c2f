// Pictures that are as they were, gone, of another size, or no pictures any more.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { withTemporaryFolder } from '../runs/testing/example-run.ts';
import { lookAtPicture } from './look-at-picture.ts';

const record = { file: 'a.png', width: 12, height: 8 };
const paint = (path: string, width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'red' } }).toFile(path);

it('says of a picture whether it is what was evaluated', () =>
  withTemporaryFolder(async (root) => {
    const path = join(root, 'a.png');
    await paint(path, 12, 8);
    expect(await lookAtPicture(root, record)).toEqual({ state: 'ok', path, message: null });
    await paint(path, 8, 12);
    expect(await lookAtPicture(root, record)).toEqual({
      state: 'changed',
      path,
      message: `${path} is 8 x 12 px now; it was evaluated at 12 x 8.`,
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
